#ifndef KEYWHEEL_CSIMDJSON_H
#define KEYWHEEL_CSIMDJSON_H

// Looks into JSON bodies with simdjson: finds a few named fields, never builds a tree and never changes a byte.
// All memory that is handed in must be readable for 64 bytes past its end. Names are compared after unescaping.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum kw_look {
    KW_LOOK_OBJECT = 0,     // a JSON object, read to its end
    KW_LOOK_UNREADABLE = 1, // no JSON, no object, or broken off
    KW_LOOK_AMBIGUOUS = 2,  // a policy field stands in it twice
};

// What a request's body asks for.
struct kw_request_facts {
    int32_t look;
    // `stream` is literally true.
    int32_t stream;
    // Where the raw value of `model` stands, quotes included; length 0 if there is none or it is no string.
    size_t model_start;
    size_t model_length;
};

void kw_look_at_request(const char *json, size_t length, struct kw_request_facts *facts);

// What an answer's body or an event's data says.
struct kw_answer_facts {
    int32_t look;
    // A top-level `error` that is not null, or Anthropic's `"type":"error"`.
    int32_t has_error;
    // The error's code if it is a number from 400 to 599, else 0.
    int32_t error_code;
    // The first bytes of error.type and of the top-level `type`, unescaped and ended by a zero.
    char error_type[48];
    char type[48];
    // error.code where it is a string.
    char error_code_text[48];
    // The first bytes of error.message.
    char message[400];
    // There is a `choices` array.
    int32_t has_choices;
    // A choice says something: content, reasoning, a tool call, a refusal, a finish reason.
    int32_t begins;
};

void kw_look_at_answer(const char *json, size_t length, struct kw_answer_facts *facts);

#ifdef __cplusplus
}
#endif
#endif
