package dev.interlock.server.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Headers as they came: by name whatever its case, each value by itself. */
class RequestHeadersTest {

    private static final RequestHeaders HEADERS = new RequestHeaders.Builder(2)
            .add("host", "localhost")
            .add("accept", List.of("text/html, text/plain", "application/json"))
            .add("mcp-name", "echo")
            .build();

    @Test
    void namesIgnoreCaseAndValuesStayApart() {
        assertThat(HEADERS.first("Host")).contains("localhost");
        assertThat(HEADERS.all("ACCEPT")).containsExactly("text/html, text/plain", "application/json");
        assertThat(HEADERS.all("Mcp-Name")).containsExactly("echo");
        assertThat(HEADERS.has("mcp-name")).isTrue();
    }

    @Test
    void whatIsNotThereIsEmpty() {
        assertThat(HEADERS.first("origin")).isEmpty();
        assertThat(HEADERS.all("hosts")).isEmpty();
        assertThat(HEADERS.has("mcp-nam")).isFalse();
        assertThat(RequestHeaders.none().has("host")).isFalse();
    }

    @Test
    void onlyLettersHaveAnotherCase() {
        RequestHeaders headers = new RequestHeaders.Builder(1).add("a[b", "1").build();
        assertThat(headers.has("A[B")).isTrue();
        assertThat(headers.has("a{b")).isFalse();
        assertThat(headers.has("\u00e1[b")).isFalse();
    }

    @Test
    void namesThatOccurMoreThanOnceAreKnown() {
        assertThat(HEADERS.repeated()).containsExactly("accept");
        assertThat(RequestHeaders.of(Map.of("Host", List.of("a"), "hOST", List.of("b")))
                        .repeated())
                .containsExactly("host");
    }

    @Test
    void valuesAreNotShown() {
        assertThat(HEADERS.toString()).contains("host", "accept").doesNotContain("localhost");
    }
}
