package dev.interlock.engine.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each form makes the canonical spelling of an id, or none. */
class IdFormTest {

    private static final IdForm INTEGER = new IntegerForm();
    private static final IdForm UUID = new UuidForm();
    private static final IdForm PATH = new PathForm(false);
    private static final IdForm ROOTED = new PathForm(true);
    private static final IdForm URL = new UrlForm();

    @ParameterizedTest
    @CsvSource({
        "7, 7",
        "007, 7",
        "+7, 7",
        "0, 0",
        "000, 0",
        "+0, 0",
        "999999999999999999, 999999999999999999",
        "0001000000000000000000, -",
        "1000000000000000000, -",
        "+, -",
        "-7, -",
        "1_0, -",
        "7.0, -",
        "1e3, -",
        "'', -",
        "\u0667, -",
        "++7, -"
    })
    void integers(String id, String canonical) {
        reads(INTEGER, id, canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8, 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "6BA7B810-9dad-11d1-80b4-00c04fd430c8, 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}, 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8, 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "6ba7b8109dad11d180b400c04fd430c8, 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "6ba7b8109dad11d180b400c04fd430c, -",
        "6ba7b8109dad11d180b400c04fd430cx, -"
    })
    void uuids(String id, String canonical) {
        reads(UUID, id, canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "a/b, a/b",
        "./a/b, a/b",
        "a//b, a/b",
        "a/b/, a/b",
        "a/c/../b, a/b",
        "a/..., -",
        "~/a, -",
        "~root/a, -",
        "a/~b~, a/~b~",
        "../a, -",
        "a/../.., -",
        "/a, -",
        "a\\b, -",
        "a%2fb, -",
        "c:a, -",
        "'a /b', -",
        "., -",
        ".guard/x, .guard/x"
    })
    void paths(String id, String canonical) {
        reads(PATH, id, canonical);
    }

    @ParameterizedTest
    @CsvSource({"/a/b, /a/b", "//a/b, /a/b", "/a/./b/, /a/b", "/.., -", "/, -", "a/b, -"})
    void absolutePaths(String id, String canonical) {
        reads(ROOTED, id, canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com/a, https://example.com/a",
        "HTTPS://Example.COM:0443/%7ea/%c3%a9?q=%41#, -",
        "HTTPS://Example.COM:0443/%7ea/%c3%a9?q=%41, https://example.com/~a/%C3%A9?q=A",
        "http://example.com:, http://example.com/",
        "http://example.com:8080/a/./b/../c/.., http://example.com:8080/a/",
        "http://example.com/%2e%2e/a, http://example.com/a",
        "https://m\u00fcnchen.example/, https://xn--mnchen-3ya.example/",
        "https://stra\u00dfe.example/, -",
        "https://example.com/a?, https://example.com/a",
        "https://example.com?, https://example.com/",
        "https://example.com/a??, https://example.com/a??",
        "https://127.0.0.1/, https://127.0.0.1/",
        "https://127.1/, -",
        "https://0x7f.0.0.1/, -",
        "https://[::1]/, -",
        "https://a@example.com/, -",
        "https://example.com./, -",
        "https://example..com/, -",
        "https://example.com:99999999/, -",
        "https://example.com/%zz, -",
        "https://example.com/%, -",
        "https://example.com/a b, -",
        "mailto:a@example.com, -",
        "https://, -"
    })
    void urls(String id, String canonical) {
        reads(URL, id, canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "Acme/App, acme/app",
        "' a\tC\u00a0 ', ac",
        "007, 7",
        "0, 0",
        "0a, 0a",
        "\u017f, s",
        "\u212a, k",
        "\u00df, ss",
        "\u0130, i\u0307"
    })
    void differencesThatMeanNothing(String id, String canonical) {
        reads(new Ignoring(new TextForm(), true, true, true), id, canonical);
    }

    @Test
    void nothingIsLeft() {
        assertThat(new Ignoring(new TextForm(), false, true, false).read("\u00a0 "))
                .isInstanceOf(Spelling.None.class);
    }

    @Test
    void whatLeadsUpwardsIsNotSureToMeanWhatItSays() {
        for (IdForm form : List.of(PATH, URL)) {
            String start = form.equals(URL) ? "https://example.com/" : "";
            assertThat(((Spelling.Other) form.read(start + "a/../b")).certain()).isFalse();
            assertThat(((Spelling.Other) form.read(start + "./b")).certain()).isTrue();
        }
    }

    private static void reads(IdForm form, String id, String canonical) {
        Optional<String> expected = canonical.equals("-") ? Optional.empty() : Optional.of(canonical);
        assertThat(form.canonical(id)).as(id).isEqualTo(expected);
        expected.ifPresent(once -> assertThat(form.read(once)).as(id).isEqualTo(new Spelling.Canonical(once)));
        assertThat(form.read(id) instanceof Spelling.Canonical).as(id).isEqualTo(expected.equals(Optional.of(id)));
    }
}
