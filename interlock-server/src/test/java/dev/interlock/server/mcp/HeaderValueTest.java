package dev.interlock.server.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples are those of MCP 2026-07-28, Streamable HTTP, "Value Encoding". */
class HeaderValueTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "us-west1|us-west1",
                "Hello, 世界|=?base64?SGVsbG8sIOS4lueVjA==?=",
                " padded |=?base64?IHBhZGRlZCA=?=",
                "=?base64?literal?=|=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=",
                "=?BASE64?literal?=|=?base64?PT9CQVNFNjQ/bGl0ZXJhbD89?="
            })
    void encodesAndDecodes(String value, String header) {
        assertThat(HeaderValue.encode(value)).isEqualTo(header);
        assertThat(HeaderValue.decode(header)).contains(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"line1\nline2", "", "tab\tinside", "a\u0000b", "=?base64?", "?=", "=?base64?=", "\t"})
    void whatItEncodesItDecodes(String value) {
        assertThat(HeaderValue.decode(HeaderValue.encode(value))).contains(value);
        assertThat(HeaderValue.encode(value)).doesNotContain("\n", "\u0000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?base64?***?=",
                "=?base64?YQ?=", // padding left out: a second spelling of one value
                "=?base64?YR==?=", // stray bits: another second spelling
                "=?base64?/w==?=", // not utf-8
                "caf\u00e9",
                "a\u0007b"
            })
    void refusesBrokenValues(String header) {
        assertThat(HeaderValue.decode(header)).isEmpty();
    }
}
