#include "CSimdJSON.h"

#include <cstring>
#include <memory>
#include <simdjson.h>
#include <string_view>
#include <utility>

using namespace simdjson;

namespace {

// One parser a thread. A body of many megabytes makes it grow by several times its size: then it is thrown away.
ondemand::parser &thread_parser() {
    static thread_local std::unique_ptr<ondemand::parser> parser;
    constexpr size_t kept = 1 << 20;
    if (!parser || parser->capacity() > kept) { parser = std::make_unique<ondemand::parser>(); }
    return *parser;
}

enum policy_field { model, models, fallbacks, stream, session_id, prompt_cache_key, user, max_tokens, none };

policy_field named(std::string_view name) {
    switch (name.size()) {
    case 4: return name == "user" ? user : none;
    case 5: return name == "model" ? model : none;
    case 6: return name == "models" ? models : name == "stream" ? stream : none;
    case 9: return name == "fallbacks" ? fallbacks : none;
    case 10: return name == "session_id" ? session_id : name == "max_tokens" ? max_tokens : none;
    case 16: return name == "prompt_cache_key" ? prompt_cache_key : none;
    default: return none;
    }
}

// Cuts between characters, never inside one.
template <size_t size> void copy_text(std::string_view text, char (&into)[size]) {
    size_t length = text.size() < size ? text.size() : size - 1;
    while (length < text.size() && length > 0 && (text[length] & 0xC0) == 0x80) { length--; }
    std::memcpy(into, text.data(), length);
    into[length] = 0;
}

// Reads the request's fields; false: it cannot be read.
bool read_request(ondemand::object object, const char *json, kw_request_facts &facts) {
    unsigned seen = 0;
    for (auto entry : object) {
        ondemand::field field;
        if (std::move(entry).get(field)) { return false; }
        std::string_view name;
        if (field.unescaped_key().get(name)) { return false; }
        policy_field which = named(name);
        if (which == none) { continue; }
        if (seen & 1u << which) {
            facts.look = KW_LOOK_AMBIGUOUS;
            return true;
        }
        seen |= 1u << which;
        if (which == stream) {
            bool value;
            if (field.value().get_bool().get(value) == SUCCESS) { facts.stream = value; }
        } else if (which == model) {
            std::string_view raw = field.value().raw_json_token();
            if (!raw.empty() && raw.front() == '"') {
                size_t end = raw.rfind('"');
                facts.model_start = raw.data() - json;
                facts.model_length = end == 0 ? 0 : end + 1;
            }
        }
    }
    return true;
}

// True for a value that says something: not null, false, "", [] or {}.
bool says_something(ondemand::value value) {
    ondemand::json_type type;
    if (value.type().get(type)) { return false; }
    switch (type) {
    case ondemand::json_type::string: {
        std::string_view text;
        return value.get_string().get(text) == SUCCESS && !text.empty();
    }
    case ondemand::json_type::null: return false;
    case ondemand::json_type::boolean: {
        bool truth = false;
        return value.get_bool().get(truth) == SUCCESS && truth;
    }
    case ondemand::json_type::array: {
        ondemand::array array;
        bool empty = true;
        return value.get_array().get(array) == SUCCESS && array.is_empty().get(empty) == SUCCESS && !empty;
    }
    case ondemand::json_type::object: {
        ondemand::object object;
        bool empty = true;
        return value.get_object().get(object) == SUCCESS && object.is_empty().get(empty) == SUCCESS && !empty;
    }
    default: return true;
    }
}

bool delta_begins(ondemand::value value) {
    ondemand::object delta;
    if (value.get_object().get(delta)) { return false; }
    bool begins = false;
    for (auto entry : delta) {
        ondemand::field field;
        std::string_view name;
        if (std::move(entry).get(field) || field.unescaped_key().get(name)) { return begins; }
        if (name != "role" && says_something(field.value())) { begins = true; }
    }
    return begins;
}

bool choice_begins(ondemand::value value) {
    ondemand::object choice;
    if (value.get_object().get(choice)) { return false; }
    bool begins = false;
    for (auto entry : choice) {
        ondemand::field field;
        std::string_view name;
        if (std::move(entry).get(field) || field.unescaped_key().get(name)) { return begins; }
        if (name == "delta" || name == "message") {
            begins |= delta_begins(field.value());
        } else if (name == "finish_reason" || name == "text") {
            begins |= says_something(field.value());
        }
    }
    return begins;
}

void read_choices(ondemand::value value, kw_answer_facts &facts) {
    ondemand::array choices;
    if (value.get_array().get(choices)) { return; }
    facts.has_choices = 1;
    for (auto entry : choices) {
        ondemand::value choice;
        if (std::move(entry).get(choice)) { return; }
        facts.begins |= choice_begins(choice);
    }
}

void read_error(ondemand::value value, kw_answer_facts &facts) {
    ondemand::json_type type;
    if (value.type().get(type) || type == ondemand::json_type::null) { return; }
    facts.has_error = 1;
    ondemand::object error;
    if (type != ondemand::json_type::object || value.get_object().get(error)) { return; }
    for (auto entry : error) {
        ondemand::field field;
        std::string_view name, text;
        if (std::move(entry).get(field) || field.unescaped_key().get(name)) { return; }
        if (name == "code") {
            ondemand::value code = field.value();
            ondemand::json_type kind;
            int64_t number;
            if (code.type().get(kind)) { return; }
            if (kind == ondemand::json_type::string) {
                if (code.get_string().get(text) == SUCCESS) { copy_text(text, facts.error_code_text); }
            } else if (kind == ondemand::json_type::number && code.get_int64().get(number) == SUCCESS) {
                if (number >= 400 && number <= 599) { facts.error_code = static_cast<int32_t>(number); }
            }
        } else if (name == "message") {
            if (field.value().get_string().get(text) == SUCCESS) { copy_text(text, facts.message); }
        } else if (name == "type" || name == "error_type") {
            if (facts.error_type[0] == 0 && field.value().get_string().get(text) == SUCCESS) {
                copy_text(text, facts.error_type);
            }
        }
    }
}

bool read_answer(ondemand::object object, kw_answer_facts &facts) {
    for (auto entry : object) {
        ondemand::field field;
        std::string_view name, text;
        if (std::move(entry).get(field) || field.unescaped_key().get(name)) { return false; }
        if (name == "error") {
            read_error(field.value(), facts);
        } else if (name == "choices") {
            read_choices(field.value(), facts);
        } else if (name == "type") {
            if (field.value().get_string().get(text) == SUCCESS) { copy_text(text, facts.type); }
        } else if (name == "response") {
            // Responses' events carry the failed response: its error counts as the event's.
            ondemand::object response;
            if (field.value().get_object().get(response)) { continue; }
            for (auto inner : response) {
                ondemand::field part;
                std::string_view part_name;
                if (std::move(inner).get(part) || part.unescaped_key().get(part_name)) { return false; }
                if (part_name == "error") { read_error(part.value(), facts); }
            }
        }
    }
    return true;
}

} // namespace

void kw_look_at_request(const char *json, size_t length, kw_request_facts *facts) {
    *facts = {};
    facts->look = KW_LOOK_UNREADABLE;
    ondemand::document document;
    ondemand::object object;
    if (thread_parser().iterate(json, length, length + SIMDJSON_PADDING).get(document)) { return; }
    if (document.get_object().get(object)) { return; }
    kw_request_facts read = {};
    if (read_request(object, json, read)) {
        *facts = read;
    }
}

void kw_look_at_answer(const char *json, size_t length, kw_answer_facts *facts) {
    facts->has_error = facts->error_code = facts->has_choices = facts->begins = 0;
    facts->error_type[0] = facts->type[0] = facts->error_code_text[0] = facts->message[0] = 0;
    facts->look = KW_LOOK_UNREADABLE;
    ondemand::document document;
    ondemand::object object;
    if (thread_parser().iterate(json, length, length + SIMDJSON_PADDING).get(document)) { return; }
    if (document.get_object().get(object)) { return; }
    // What was found before a break in the JSON counts all the same: an answer may be looked at before it is whole.
    if (read_answer(object, *facts)) { facts->look = KW_LOOK_OBJECT; }
}
