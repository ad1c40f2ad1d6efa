package dev.interlock.server.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormTest {

    private static Form read(String text) throws OAuthError {
        return Form.read(text.getBytes(UTF_8));
    }

    @Test
    void whatIsWritten() throws OAuthError {
        Form form = read("grant_type=urn%3aietf%3Agrant&scope=a+b%20c&name=%C3%A9&empty=");

        assertThat(form.value("grant_type")).contains("urn:ietf:grant");
        assertThat(form.value("scope")).contains("a b c");
        assertThat(form.value("name")).contains("é");
        assertThat(form.value("empty")).isEmpty();
        assertThat(form).hasToString("Form[grant_type, scope, name]");
    }

    @Test
    void nothingIsAForm() throws OAuthError {
        assertThat(read("").value("a")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1&a=2 | `a` occurs more than once",
                "a=&a=2 | `a` occurs more than once",
                "%61=1&a=2 | `a` occurs more than once",
                "a | not a form",
                "=1 | not a form",
                "a=1& | not a form",
                "&a=1 | not a form",
                "a=%4 | two hex digits",
                "a=% | two hex digits",
                "a=%zz | two hex digits",
                "a=%c3%28 | not UTF-8",
                "a=%00 | control characters",
                "A=1 | unknown parameter",
                "a[]=1 | unknown parameter",
                "a=é | non-ASCII"
            })
    void whatIsNoForm(String text, String why) {
        OAuthError error = catchThrowableOfType(OAuthError.class, () -> read(text));

        assertThat(error.code()).isEqualTo("invalid_request");
        assertThat(error.status()).isEqualTo(400);
        assertThat(error).hasMessageContaining(why);
    }

    @Test
    void tooMuch() {
        assertThat(catchThrowableOfType(OAuthError.class, () -> read("a=" + "x".repeat(Form.MAX_BYTES)))
                        .status())
                .isEqualTo(413);
        var many = new StringBuilder("p0=1");
        for (int i = 1; i <= 32; i++) {
            many.append("&p").append(i).append("=1");
        }
        assertThat(catchThrowableOfType(OAuthError.class, () -> read(many.toString())))
                .hasMessageContaining("more than 32");
    }

    @Test
    void whatIsMissing() throws OAuthError {
        Form form = read("a=1");

        assertThat(catchThrowableOfType(OAuthError.class, () -> form.required("b", "send it")))
                .hasMessageContaining("`b` is missing: send it");
        assertThat(form.required("a", "send it")).isEqualTo("1");
    }
}
