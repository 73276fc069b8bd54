"""Failure case 52: what is not HTTP/1.1 to the letter gets one answer and a closed connection, and never goes upstream."""

import pytest

from harness.answers import CHAT, echo

HOST = b"Host: 127.0.0.1\r\n"
LENGTH = b"Content-Length: %d\r\n" % len(CHAT)


def post(*lines, body=CHAT, line=b"POST /v1/chat/completions HTTP/1.1", host=HOST):
    return line + b"\r\n" + host + b"".join(lines) + b"\r\n" + body


def get(line=b"GET /v1/models HTTP/1.1", *lines, host=HOST):
    return post(*lines, body=b"", line=line, host=host)


def chunked(body):
    return post(b"Transfer-Encoding: chunked\r\n", body=body)


BAD = {
    "cr_in_the_request_line": get(b"GET /v1/mo\rdels HTTP/1.1"),
    "cr_in_a_value": post(LENGTH, b"X-A: a\rb\r\n"),
    "lf_as_line_end": post(LENGTH).replace(b"\r\n", b"\n"),
    "lf_as_one_line_end": post(b"X-A: a\n", LENGTH),
    "lf_before_the_body": post(LENGTH, body=b"").replace(b"\r\n\r\n", b"\r\n\n") + CHAT,
    "nul_in_a_value": post(LENGTH, b"X-A: a\0b\r\n"),
    "control_in_a_value": post(LENGTH, b"X-A: a\x01b\r\n"),
    "delete_in_a_value": post(LENGTH, b"X-A: a\x7fb\r\n"),
    "space_in_a_name": post(LENGTH, b"X A: a\r\n"),
    "colon_first": post(LENGTH, b": a\r\n"),
    "parenthesis_in_a_name": post(LENGTH, b"X(A): a\r\n"),
    "high_byte_in_a_name": post(LENGTH, b"X-\xe4: a\r\n"),
    "space_before_the_colon": post(LENGTH, b"X-A : a\r\n"),
    "tab_before_the_colon": post(LENGTH, b"X-A\t: a\r\n"),
    "transfer_encoding_with_space_before_the_colon": post(b"Transfer-Encoding : chunked\r\n", LENGTH),
    "leading_space_on_the_first_field": get(host=b" " + HOST),
    "folded_line": post(LENGTH, b"X-A: a\r\n b\r\n"),
    "folded_line_with_tab": post(LENGTH, b"X-A: a\r\n\tb\r\n"),
    "no_colon": post(LENGTH, b"X-A\r\n"),
    "two_spaces_in_the_request_line": get(b"GET  /v1/models HTTP/1.1"),
    "space_at_the_end_of_the_request_line": get(b"GET /v1/models HTTP/1.1 "),
    "tab_in_the_request_line": get(b"GET\t/v1/models HTTP/1.1"),
    "no_version": get(b"GET /v1/models"),
    "lower_case_version": get(b"GET /v1/models http/1.1"),
    "version_1_2": get(b"GET /v1/models HTTP/1.2"),
    "version_without_minor": get(b"GET /v1/models HTTP/1"),
    "method_not_a_token": get(b"GE(T /v1/models HTTP/1.1"),
    "empty_target": get(b"GET  HTTP/1.1"),
    "target_without_slash": get(b"GET v1/models HTTP/1.1"),
    "fragment_in_the_target": get(b"GET /v1/models#x HTTP/1.1"),
    "backslash_in_the_target": get(b"GET /v1\\models HTTP/1.1"),
    "high_byte_in_the_target": get(b"GET /v1/m\xc3\xb6 HTTP/1.1"),
    "control_in_the_target": get(b"GET /v1/m\x01 HTTP/1.1"),
    "bad_percent_in_the_target": get(b"GET /v1/%zz HTTP/1.1"),
    "short_percent_in_the_target": get(b"GET /v1/%4 HTTP/1.1"),
    "percent_00_in_the_target": get(b"GET /v1/%00 HTTP/1.1"),
    "asterisk_without_options": get(b"GET * HTTP/1.1"),
    "no_host": get(host=b""),
    "two_hosts": get(host=HOST + HOST),
    "empty_host": get(host=b"Host: \r\n"),
    "host_with_user": get(host=b"Host: a@127.0.0.1\r\n"),
    "host_with_path": get(host=b"Host: 127.0.0.1/x\r\n"),
    "host_with_comma": get(host=b"Host: 127.0.0.1, b\r\n"),
    "host_with_space": get(host=b"Host: a b\r\n"),
    "absolute_form_with_another_host": get(b"GET http://evil.example/v1/models HTTP/1.1"),
    "length_with_plus": post(b"Content-Length: +%d\r\n" % len(CHAT)),
    "length_with_minus": post(b"Content-Length: -1\r\n"),
    "length_in_hex": post(b"Content-Length: 0x10\r\n"),
    "length_with_underscore": post(b"Content-Length: 1_0\r\n"),
    "length_with_inner_space": post(b"Content-Length: 1 0\r\n"),
    "length_empty": post(b"Content-Length: \r\n"),
    "length_with_leading_zero": post(b"Content-Length: 0%d\r\n" % len(CHAT)),
    "length_beyond_int63": post(b"Content-Length: 9223372036854775808\r\n"),
    "length_with_overflow": post(b"Content-Length: 18446744073709551617\r\n"),
    "length_as_a_list": post(b"Content-Length: %d, %d\r\n" % (len(CHAT), len(CHAT))),
    "length_twice_equal": post(LENGTH, LENGTH),
    "length_twice_unequal": post(LENGTH, b"Content-Length: 1\r\n"),
    "chunked_with_length": post(LENGTH, b"Transfer-Encoding: chunked\r\n", body=b"0\r\n\r\n"),
    "chunked_twice": post(b"Transfer-Encoding: chunked\r\n" * 2, body=b"0\r\n\r\n"),
    "chunked_chunked": post(b"Transfer-Encoding: chunked, chunked\r\n", body=b"0\r\n\r\n"),
    "gzip_chunked": post(b"Transfer-Encoding: gzip, chunked\r\n", body=b"0\r\n\r\n"),
    "identity": post(b"Transfer-Encoding: identity\r\n", body=b""),
    "xchunked": post(b"Transfer-Encoding: xchunked\r\n", body=b"0\r\n\r\n"),
    "chunked_with_vertical_tab": post(b"Transfer-Encoding: \x0bchunked\r\n", body=b"0\r\n\r\n"),
    "empty_transfer_encoding": post(b"Transfer-Encoding: \r\n", body=b"0\r\n\r\n"),
    "chunk_size_with_prefix": chunked(b"0x5\r\nhello\r\n0\r\n\r\n"),
    "chunk_size_negative": chunked(b"-5\r\nhello\r\n0\r\n\r\n"),
    "chunk_size_not_hex": chunked(b"g\r\nhello\r\n0\r\n\r\n"),
    "chunk_size_empty": chunked(b"\r\nhello\r\n0\r\n\r\n"),
    "chunk_size_of_17_digits": chunked(b"00000000000000005\r\nhello\r\n0\r\n\r\n"),
    "chunk_size_overflowing": chunked(b"ffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
    "chunk_size_with_space_after": chunked(b"5 \r\nhello\r\n0\r\n\r\n"),
    "chunk_size_with_space_before": chunked(b" 5\r\nhello\r\n0\r\n\r\n"),
    "chunk_line_with_lf": chunked(b"5\nhello\r\n0\r\n\r\n"),
    "chunk_data_without_crlf": chunked(b"5\r\nhelloXX0\r\n\r\n"),
    "chunk_data_with_lf": chunked(b"5\r\nhello\n0\r\n\r\n"),
    "chunk_extension_with_control": chunked(b"5;a\x01\r\nhello\r\n0\r\n\r\n"),
    "chunk_extension_too_long": chunked(b"5;" + b"a" * 2000 + b"\r\nhello\r\n0\r\n\r\n"),
    "chunk_extension_with_open_quote": chunked(b'5;a="b\r\nhello\r\n0\r\n\r\n'),
    "tls_hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 64 + b"\r\n\r\n",
    "http2_preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
}
OTHER_STATUS = {
    "version_2": (get(b"GET /v1/models HTTP/2.0"), {505}),
    "version_0_9": (get(b"GET /v1/models HTTP/0.9"), {505, 400}),
    "transfer_encoding_in_1_0": (
        post(b"Transfer-Encoding: chunked\r\n", line=b"POST /v1/x HTTP/1.0", body=b"0\r\n\r\n"),
        {400},
    ),
    "connect": (get(b"CONNECT example.org:443 HTTP/1.1", host=b"Host: example.org:443\r\n"), {400, 405, 501}),
    "trace": (get(b"TRACE /v1/models HTTP/1.1"), {405, 501}),
}
ALLOWED_OTHERWISE = {"http2_preface": {400, 505}, "version_1_2": {400, 505}}


def one_answer_then_close(gateway, upstream, connect, data, statuses):
    """A valid request follows on the same connection; it must never be read."""
    server = upstream(echo)
    client = connect(gateway(server))

    client.send_while_open(data + get(b"GET /health HTTP/1.1"))
    response = client.response()

    assert response.status in statuses, response
    assert response.complete and (response.get("connection") or "").lower() == "close"
    assert response.get("x-request-id")
    assert client.closed_by_peer(), "a second answer, or the connection stayed open"
    assert server.requests == []
    return response


@pytest.mark.whole_only
@pytest.mark.parametrize("kind", BAD)
def test_case_52_malformed_request_is_400_and_close(gateway, upstream, connect, kind):
    response = one_answer_then_close(gateway, upstream, connect, BAD[kind], ALLOWED_OTHERWISE.get(kind, {400}))

    assert response.error["code"] == "bad_request" or response.status == 505


@pytest.mark.whole_only
@pytest.mark.parametrize("kind", OTHER_STATUS)
def test_case_52_request_of_another_kind_is_refused_and_closed(gateway, upstream, connect, kind):
    data, statuses = OTHER_STATUS[kind]
    one_answer_then_close(gateway, upstream, connect, data, statuses)


@pytest.mark.whole_only
def test_case_52_malformed_request_a_byte_at_a_time_is_refused_too(gateway, upstream, connect):
    server = upstream(echo)
    keywheel = gateway(server)
    for kind in [
        "chunked_with_length",
        "lf_as_one_line_end",
        "length_twice_equal",
        "chunk_data_without_crlf",
        "folded_line",
    ]:
        client = connect(keywheel)
        for at in range(len(BAD[kind])):
            if not client.send_while_open(BAD[kind][at : at + 1]):
                break
        assert client.response().status == 400 and client.closed_by_peer(), kind
    assert server.requests == []


GOOD = {
    "plain": post(LENGTH),
    "empty_line_before": b"\r\n" + post(LENGTH),
    "lower_case_names": post(b"content-length:%d\r\n" % len(CHAT)),
    "space_around_values": post(b"Content-Length: \t %d \t\r\n" % len(CHAT)),
    "high_bytes_in_a_value": post(LENGTH, b"X-A: \xc3\xa4\r\n"),
    "tab_in_a_value": post(LENGTH, b"X-A: a\tb\r\n"),
    "empty_value": post(LENGTH, b"X-A:\r\n"),
    "chunked": chunked(b"%x\r\n%s\r\n0\r\n\r\n" % (len(CHAT), CHAT)),
    "chunked_in_capitals": post(b"TRANSFER-ENCODING: CHUNKED\r\n", body=b"%X\r\n%s\r\n0\r\n\r\n" % (len(CHAT), CHAT)),
    "chunk_size_of_16_digits": chunked(b"%016x\r\n%s\r\n0000\r\n\r\n" % (len(CHAT), CHAT)),
    "chunk_extension": chunked(b'%x;a=b;c="d;e"\r\n%s\r\n0\r\n\r\n' % (len(CHAT), CHAT)),
    "trailers": chunked(b"%x\r\n%s\r\n0\r\nX-Sum: 1\r\n\r\n" % (len(CHAT), CHAT)),
    "forbidden_trailers": chunked(b"%x\r\n%s\r\n0\r\nContent-Length: 5\r\nHost: b\r\n\r\n" % (len(CHAT), CHAT)),
    "absolute_form": post(LENGTH, line=b"POST http://127.0.0.1/v1/chat/completions HTTP/1.1"),
    "query_with_question_mark": post(LENGTH, line=b"POST /v1/chat/completions?a=b?c&d=%20 HTTP/1.1"),
}


@pytest.mark.whole_only
@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("singly", [False, True], ids=["whole", "bytes"])
def test_case_52_valid_request_is_served_and_the_connection_kept(gateway, upstream, connect, kind, singly):
    server = upstream(echo)
    client = connect(gateway(server))

    for _ in range(2):
        for piece in [GOOD[kind][at : at + 1] for at in range(len(GOOD[kind]))] if singly else [GOOD[kind]]:
            client.send(piece)
        response = client.response()
        assert response.status == 200 and response.body == CHAT, response
    assert len(server.requests) == 2 and server.requests[0].body == CHAT
    assert [name for name, _ in server.requests[0].fields if name in ("x-sum", "transfer-encoding")] == []


@pytest.mark.whole_only
def test_case_52_field_name_with_underscore_is_dropped_or_refused(gateway, upstream, connect):
    server = upstream(echo)
    client = connect(gateway(server))

    client.send(post(LENGTH, b"X_Forwarded_For: 1.2.3.4\r\n"))

    assert client.response().status in (200, 400)
    assert [name for request in server.requests for name, _ in request.fields if "_" in name] == []
