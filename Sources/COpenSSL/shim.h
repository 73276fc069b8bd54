#ifndef KEYWHEEL_COPENSSL_H
#define KEYWHEEL_COPENSSL_H

#include <openssl/evp.h>

// One-shot SHA-256; 1 on success. EVP_sha256() is a function that Swift imports, but going through EVP_Digest here keeps
// the pointers out of Swift.
static inline int kw_sha256(const void *bytes, size_t count, unsigned char *into) {
    return EVP_Digest(bytes, count, into, NULL, EVP_sha256(), NULL);
}

#endif
