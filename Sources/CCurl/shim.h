#ifndef KEYWHEEL_CCURL_H
#define KEYWHEEL_CCURL_H

// libcurl's easy and multi interfaces take their options through variadic functions, which Swift cannot call: one
// inline wrapper for each kind of argument.

#include <curl/curl.h>

static inline CURLcode kw_easy_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode kw_easy_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode kw_easy_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode kw_easy_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

typedef size_t (*kw_data_callback)(char *bytes, size_t size, size_t count, void *context);
static inline CURLcode kw_easy_set_data_callback(CURL *easy, CURLoption option, kw_data_callback callback) {
    return curl_easy_setopt(easy, option, callback);
}
typedef int (*kw_prereq_callback)(void *context, char *remote, char *local, int remote_port, int local_port);
static inline CURLcode kw_easy_set_prereq_callback(CURL *easy, kw_prereq_callback callback) {
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}
typedef curl_socket_t (*kw_open_socket_callback)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
static inline CURLcode kw_easy_set_open_socket_callback(CURL *easy, kw_open_socket_callback callback) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, callback);
}
typedef int (*kw_close_socket_callback)(void *context, curl_socket_t socket);
static inline CURLcode kw_easy_set_close_socket_callback(CURL *easy, kw_close_socket_callback callback) {
    return curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, callback);
}

// Nothing but HTTP, whatever a URL may say; the option changed its form in 7.85.
static inline CURLcode kw_easy_allow_only_http(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

static inline CURLcode kw_easy_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode kw_easy_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode kw_easy_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return curl_easy_getinfo(easy, info, value);
}

typedef int (*kw_socket_callback)(CURL *easy, curl_socket_t socket, int what, void *context, void *socket_context);
static inline CURLMcode kw_multi_set_socket_callback(CURLM *multi, kw_socket_callback callback, void *context) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback);
    return code != CURLM_OK ? code : curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
}
typedef int (*kw_timer_callback)(CURLM *multi, long milliseconds, void *context);
static inline CURLMcode kw_multi_set_timer_callback(CURLM *multi, kw_timer_callback callback, void *context) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback);
    return code != CURLM_OK ? code : curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
}
static inline CURLMcode kw_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// A finished transfer, taken out of CURLMsg's union.
static inline CURL *kw_multi_next_done(CURLM *multi, CURLcode *result) {
    int left;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            *result = message->data.result;
            return message->easy_handle;
        }
    }
    return NULL;
}

#endif
