#include "CCurlMemory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// A block is a header and what the caller sees. The header says how much room there is behind it; in a free block it is
// followed by the next free one of its class.
typedef struct block {
    size_t room;
    size_t class;
    struct block *next;
} block;

#define HEADER offsetof(block, next)
_Static_assert(HEADER == 16, "what follows a header must be aligned as malloc aligns");

// Classes are 16 bytes apart up to 128, then an eighth of a power of two: 144, 160, ... 256, 288 and so on.
#define CLASSES 71
#define LARGEST 32768
// What a thread keeps of one class; what is freed beyond it goes back to malloc.
#define KEPT_BYTES (256 * 1024)

static _Thread_local struct {
    block *free[CLASSES];
    size_t bytes[CLASSES];
} kept;

// The class for so many bytes, header included, and the class's size.
static size_t class_of(size_t size, size_t *rounded) {
    if (size <= 128) {
        *rounded = size <= 32 ? 32 : (size + 15) & ~(size_t)15;
        return *rounded / 16 - 2;
    }
    unsigned power = 63 - (unsigned)__builtin_clzll(size - 1);
    size_t step = (size_t)1 << (power - 3);
    size_t eighth = (size - 1 - ((size_t)1 << power)) >> (power - 3);
    *rounded = ((size_t)1 << power) + (eighth + 1) * step;
    return 7 + (power - 7) * 8 + eighth;
}

void *kw_curl_malloc(size_t size) {
    size_t rounded = size + HEADER, class = CLASSES;
    if (size > SIZE_MAX - HEADER) { return NULL; }
#if !__has_feature(address_sanitizer)
    if (rounded <= LARGEST) { class = class_of(rounded, &rounded); }
    if (class < CLASSES && kept.free[class]) {
        block *head = kept.free[class];
        kept.free[class] = head->next;
        kept.bytes[class] -= rounded;
        return &head->next;
    }
#endif
    block *made = malloc(rounded);
    if (!made) { return NULL; }
    made->room = rounded - HEADER;
    made->class = class;
    return &made->next;
}

void kw_curl_free(void *memory) {
    if (!memory) { return; }
    block *freed = (block *)((char *)memory - HEADER);
    size_t size = freed->room + HEADER;
    if (freed->class == CLASSES || kept.bytes[freed->class] + size > KEPT_BYTES) {
        free(freed);
        return;
    }
    freed->next = kept.free[freed->class];
    kept.free[freed->class] = freed;
    kept.bytes[freed->class] += size;
}

void *kw_curl_realloc(void *memory, size_t size) {
    if (!memory) { return kw_curl_malloc(size); }
    size_t room = ((block *)((char *)memory - HEADER))->room;
    // Room to spare is given back only where it is much.
    if (size <= room && room <= 2 * size + LARGEST) { return memory; }
    void *moved = kw_curl_malloc(size);
    if (!moved) { return NULL; }
    memcpy(moved, memory, size < room ? size : room);
    kw_curl_free(memory);
    return moved;
}

char *kw_curl_strdup(const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = kw_curl_malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

void *kw_curl_calloc(size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) { return NULL; }
    void *memory = kw_curl_malloc(bytes);
    return memory ? memset(memory, 0, bytes) : NULL;
}
