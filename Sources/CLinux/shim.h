#ifndef KEYWHEEL_CLINUX_H
#define KEYWHEEL_CLINUX_H

// The parts of Linux that Swift's Glibc module leaves out or imports badly. Everything here is a thin inline wrapper:
// no policy, no state.

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

// glibc shows these with _GNU_SOURCE only. Defining that here would make this module's view of the system headers
// differ from that of Swift's Glibc module, which clang refuses (fd_set, __rusage_who) in a debug build from scratch.
int accept4(int listener, struct sockaddr *address, socklen_t *length, int flags);
void *memmem(const void *haystack, size_t length, const void *needle, size_t size);
int pthread_setname_np(pthread_t thread, const char *name);

// epoll_event is packed and carries a union, which Swift imports unevenly: the token travels as one 64-bit number.
static inline int kw_epoll_set(int epoll, int operation, int fd, uint32_t events, uint64_t token) {
    struct epoll_event event;
    event.events = events;
    event.data.u64 = token;
    return epoll_ctl(epoll, operation, fd, &event);
}

struct kw_event {
    uint64_t token;
    uint32_t events;
};

// Waits and copies the events out in a layout that Swift can read.
static inline int kw_epoll_wait(int epoll, struct kw_event *into, int capacity, int timeout) {
    struct epoll_event events[256];
    if (capacity > 256) { capacity = 256; }
    int count = epoll_wait(epoll, events, capacity, timeout);
    for (int index = 0; index < count; index++) {
        into[index].token = events[index].data.u64;
        into[index].events = events[index].events;
    }
    return count;
}

static inline int kw_accept(int listener, struct sockaddr_storage *address) {
    socklen_t length = sizeof *address;
    return accept4(listener, (struct sockaddr *)address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static inline int kw_set_int_option(int fd, int level, int name, int value) {
    return setsockopt(fd, level, name, &value, sizeof value);
}

static inline int kw_bind(int fd, const struct sockaddr_storage *address, socklen_t length) {
    return bind(fd, (const struct sockaddr *)address, length);
}

static inline int kw_local_address(int fd, struct sockaddr_storage *address) {
    socklen_t length = sizeof *address;
    return getsockname(fd, (struct sockaddr *)address, &length);
}

static inline int64_t kw_nanoseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline int kw_set_nonblocking(int fd) {
    int flags = fcntl(fd, F_GETFL, 0);
    return flags < 0 ? flags : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

// From now on a close sends RST: what is still queued is thrown away.
static inline void kw_reset_on_close(int fd) {
    struct linger linger = { .l_onoff = 1, .l_linger = 0 };
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

static inline int kw_close_with_reset(int fd) {
    kw_reset_on_close(fd);
    return close(fd);
}

// The ready-made signal dispositions are macros with casts, which Swift does not import.
static inline void kw_ignore_signal(int number) { signal(number, SIG_IGN); }

static inline void *kw_memmem(const void *haystack, size_t length, const void *needle, size_t size) {
    return memmem(haystack, length, needle, size);
}

#endif
