#ifndef KEYWHEEL_CSIMDJSON_H
#define KEYWHEEL_CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>
#endif
