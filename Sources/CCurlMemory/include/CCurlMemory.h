#ifndef KEYWHEEL_CCURLMEMORY_H
#define KEYWHEEL_CCURLMEMORY_H

#include <stddef.h>

// Memory for libcurl (curl_global_init_mem). Each request makes it allocate and free some 50 pieces of always the same
// sizes, more of a size than glibc's per-thread cache holds, among them a receive buffer that makes glibc tidy up its
// heap. Here each thread keeps what was freed in lists by size, and most calls take or put back the head of a list.

void *kw_curl_malloc(size_t size);
void kw_curl_free(void *memory);
void *kw_curl_realloc(void *memory, size_t size);
char *kw_curl_strdup(const char *text);
void *kw_curl_calloc(size_t count, size_t size);

#endif
