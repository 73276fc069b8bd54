#ifndef KEYWHEEL_CYAML_H
#define KEYWHEEL_CYAML_H
#include <yaml.h>
#endif
