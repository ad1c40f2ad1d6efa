package dev.interlock.provenance.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that name somebody are found by their form, whole. */
class TypedValuesTest {

    @ParameterizedTest
    @CsvSource({
        "write to bob@x.org.,bob@x.org",
        "<a.b+c-d@mail.x-y.co.uk>,a.b+c-d@mail.x-y.co.uk",
        "see HTTPS://x.org/a?b=c!,HTTPS://x.org/a?b=c",
        "(www.x.org),www.x.org",
        "to DE89370400440532013000 now,DE89370400440532013000"
    })
    void valuesAreFound(String text, String value) {
        assertThat(TypedValues.any(text)).isTrue();
        assertThat(TypedValues.all(text)).containsExactly(value);
    }

    @ParameterizedTest
    @CsvSource({"bob at x.org", "@bob", "bob@", "a@b", "http://", "DE8937", "xDE89370400440532013000"})
    void otherTextsHaveNone(String text) {
        assertThat(TypedValues.any(text)).isFalse();
        assertThat(TypedValues.all(text)).isEmpty();
    }

    @Test
    void longValuesAreNotCut() {
        String link = "https://x.org/" + "a".repeat(2_000) + "/b";
        String address = "a".repeat(200) + "@" + "b".repeat(100) + ".org";
        assertThat(TypedValues.links("see " + link)).containsExactly(link);
        assertThat(TypedValues.all("to " + address)).containsExactly(address);
    }

    @Test
    void oneTextHasManyValues() {
        assertThat(TypedValues.all("a@x.org,b@x.org;https://x.org https://y.org"))
                .containsExactlyInAnyOrder("a@x.org", "b@x.org", "https://x.org", "https://y.org");
    }

    @Test
    void hugeTextsDoNotOverflowTheStack() {
        assertThat(TypedValues.all("a@" + "b.".repeat(1 << 19) + "c")).hasSize(1);
        assertThat(TypedValues.all("https://" + "a/".repeat(1 << 19))).hasSize(1);
        assertThat(TypedValues.all("a".repeat(1 << 20))).isEmpty();
        assertThat(TypedValues.all("a@".repeat(1 << 19))).isEmpty();
        assertThat(TypedValues.all("AB12".repeat(1 << 18))).isEmpty();
        assertThat(TypedValues.all("www.a ".repeat(100_000))).hasSize(100_000);
    }

    /** With quadratic work each of these would take hours. */
    @Test
    @Timeout(60)
    void theTimeIsLinear() {
        for (String part : new String[] {
            "a",
            "a@",
            "a@b.",
            "a.",
            "A",
            "http://",
            "https://<",
            "www.",
            "www.<",
            "://",
            "a@a-",
            "a".repeat(64) + "@" + "b".repeat(63)
        }) {
            String text = part.repeat((1 << 22) / part.length());
            TypedValues.any(text);
            assertThat(TypedValues.all(text).stream().mapToInt(String::length).sum())
                    .as(part)
                    .isLessThanOrEqualTo(2 * text.length());
        }
    }
}
