package dev.interlock.server.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no door takes, whoever sends it, and what pages of other origins are told. */
class GuardTest {

    private static final String PAGE = "https://console.example.com";

    private static final Guard GUARD = new Guard(
            Set.of("localhost", "[::1]"),
            Set.of(PAGE),
            Guard.Rules.JSON
                    .withOnce(Set.of("mcp-name"))
                    .withOncePrefix("mcp-param-")
                    .withBanned(List.of("x-http-method-override"))
                    .withCors(new Cors(
                            List.of("POST"),
                            List.of("Content-Type"),
                            name -> name.startsWith("mcp-param-"),
                            List.of("Retry-After"))));

    private static RequestHeaders headers(String... namesAndValues) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.computeIfAbsent(namesAndValues[i], any -> new ArrayList<>()).add(namesAndValues[i + 1]);
        }
        all.putIfAbsent("Host", List.of("localhost:7420"));
        return RequestHeaders.of(all);
    }

    private static AbstractThrowableAssert<?, Refusal> refused(RequestHeaders headers) {
        return assertThat(catchThrowableOfType(Refusal.class, () -> GUARD.check(headers)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1", "[::1]", "[::1]:7420"})
    void aHostOfOursIsLetIn(String host) {
        assertThatCode(() -> GUARD.check(headers("Host", host))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "evil.example.com", "localhost.evil.example.com", "localhost@evil", "::1"})
    void anotherHostIsNot(String host) {
        refused(headers("Host", host))
                .hasMessageContaining("does not answer to host")
                .returns(403, Refusal::status);
    }

    @Test
    void aHeaderThatCountsOccursOnce() {
        for (String name : List.of("Authorization", "content-type", "Mcp-Name", "Mcp-Param-Region")) {
            refused(headers(name, "a", name, "a"))
                    .hasMessageContaining("occurs more than once")
                    .returns(400, Refusal::status);
        }
        assertThatCode(() -> GUARD.check(headers("Accept", "a", "Accept", "b", "X-Other", "1", "X-Other", "2")))
                .doesNotThrowAnyException();
    }

    @Test
    void aPageIsLetInByNameAlone() {
        assertThatCode(() -> GUARD.check(headers("Origin", PAGE))).doesNotThrowAnyException();
        refused(headers("Origin", PAGE + ".evil.example.com")).returns(403, Refusal::status);
        refused(headers("Origin", "null")).returns(403, Refusal::status);
    }

    @Test
    void aHeaderThatAsksForAnotherRequestIsRefused() {
        refused(headers("X-HTTP-Method-Override", "GET"))
                .hasMessageContaining("would change the meaning of the request")
                .returns(400, Refusal::status);
    }

    @Test
    void aRefusalShowsNoControlCharacters() {
        refused(headers("Origin", "a\u001b[2J" + "b".repeat(200)))
                .hasMessageContaining("a?[2J")
                .hasMessageContaining("...`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json; charset=utf-8",
                "application/json;charset=\"UTF-8\"",
                "application/json; profile=x"
            })
    void jsonIsTaken(String type) {
        assertThatCode(() -> GUARD.checkBody(headers("Content-Type", type))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "application/json2", "application/json; charset=utf-16", "application/*"})
    void anotherTypeIsNot(String type) {
        assertThat(catchThrowableOfType(Refusal.class, () -> GUARD.checkBody(headers("Content-Type", type))))
                .hasMessageContaining("send application/json in UTF-8")
                .returns(415, Refusal::status);
    }

    @Test
    void anEncodedBodyIsNotTaken() {
        assertThat(catchThrowableOfType(
                        Refusal.class,
                        () -> GUARD.checkBody(headers("Content-Type", "application/json", "Content-Encoding", "gzip"))))
                .returns(415, Refusal::status);
        assertThatCode(() ->
                        GUARD.checkBody(headers("Content-Type", "application/json", "Content-Encoding", "identity")))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsAcceptedIsFoundInAnyOfTheRanges() {
        for (String accept : List.of("text/html;q=1 , TEXT/event-stream", "text/*", "a/b,*/*;q=0.1")) {
            assertThat(Guard.accepts(headers("Accept", accept), "text/event-stream"))
                    .as(accept)
                    .isTrue();
        }
        for (String accept : List.of("", "text/html", "*", "text", "texts/*", "text/event-stream2", "a;text/*")) {
            assertThat(Guard.accepts(headers("Accept", accept), "text/event-stream"))
                    .as(accept)
                    .isFalse();
        }
        assertThat(Guard.accepts(headers("Accept", "a/b", "Accept", "c/d"), "c/d"))
                .isTrue();
    }

    @Test
    void aPageSeesItsReplies() {
        assertThat(GUARD.shared(headers("Origin", PAGE)))
                .containsEntry("Access-Control-Allow-Origin", PAGE)
                .containsEntry("Access-Control-Expose-Headers", "Retry-After")
                .containsEntry("Vary", "Origin");
        assertThat(GUARD.shared(headers())).containsExactly(Map.entry("Vary", "Origin"));
        Reply reply = GUARD.shared(headers("Origin", PAGE), Reply.empty(200).with("ETag", "1"));
        assertThat(reply.headers()).containsEntry("Access-Control-Expose-Headers", "Retry-After, ETag");
    }

    @Test
    void withoutOriginsNothingIsSaidToPages() {
        var guard = new Guard(
                Set.of(), Set.of(), Guard.Rules.JSON.withCors(new Cors(List.of(), List.of(), n -> true, List.of())));
        assertThat(guard.shared(headers("Origin", PAGE))).isEmpty();
    }
}
