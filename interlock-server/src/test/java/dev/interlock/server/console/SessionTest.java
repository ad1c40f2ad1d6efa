package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Served;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signing in to the console, and what a session is good for. */
class SessionTest {

    private static final String BUNDLE = """
        interlock: v1
        name: shop
        owner: desk@example.com
        independence: {another-line: [chain, owner, origin]}
        risk: {high: {independence: another-line, on-conflict: deny, on-missing: hold}}
        """;

    private static final String CONFIG = """
        domain: shop.example
        listen: 127.0.0.1:0
        agents: {clerk: {token: "%s", owner: desk}}
        people:
          vera: {token: "%s", groups: [approvers]}
          paul: {token: "%s"}
        """;

    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"form-token\" value=\"([^\"]+)\"");

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.now());
    private final HttpClient client = HttpClient.newHttpClient();
    private Served served;
    private URI base;

    @BeforeEach
    void start() throws IOException {
        Served.bundle(folder, BUNDLE);
        served = Served.of(folder, Served.withTokens(CONFIG), Map.of(), time::get)
                .start();
        base = URI.create("http://127.0.0.1:" + served.port());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        served.close();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(HttpRequest.newBuilder(base.resolve(path)), headers);
    }

    private HttpResponse<String> post(String path, Map<String, String> form, String... headers) throws Exception {
        var body = new StringBuilder();
        form.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return send(
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString())),
                headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers) throws Exception {
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String link(String person) {
        return URI.create(served.consoleLink(person)).getPath();
    }

    /** Returns the cookie of a new session. */
    private String signIn(String person) throws Exception {
        HttpResponse<String> in = get(link(person));
        assertThat(in.statusCode()).isEqualTo(303);
        String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly", "SameSite=Lax", "Path=/");
        return cookie.substring(0, cookie.indexOf(';'));
    }

    private static String formToken(HttpResponse<String> page) {
        Matcher matcher = FORM_TOKEN.matcher(page.body());
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @Test
    void aLinkSignsOnePersonInOnce() throws Exception {
        String link = link("vera");

        assertThat(get(link, "Sec-Purpose", "prefetch").statusCode()).isEqualTo(503);
        HttpResponse<String> in = get(link);
        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(in.headers().firstValue("Location")).contains("/console");
        String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
        HttpResponse<String> page = get("/console", "Cookie", cookie.substring(0, cookie.indexOf(';')));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("vera", "approvers");
        HttpResponse<String> again = get(link);
        assertThat(again.statusCode()).isEqualTo(403);
        assertThat(again.body()).contains("has already been used");
    }

    @Test
    void aLinkIsGoodForFiveMinutes() throws Exception {
        String link = link("vera");
        time.updateAndGet(now -> now.plus(Duration.ofMinutes(5)));

        assertThat(get(link).statusCode()).isEqualTo(403);
    }

    @Test
    void aPastedLinkLeadsToWhereSomebodyWasGoing() throws Exception {
        HttpResponse<String> first = get("/console/inbox?all=1");
        assertThat(first.headers().firstValue("Location")).contains("/console/sign-in?to=%2Fconsole%2Finbox%3Fall%3D1");

        Map<String, String> form = Map.of("link", "http://127.0.0.1" + link("vera"), "to", "/console/inbox?all=1");
        assertThat(post("/console/sign-in", form).headers().firstValue("Location"))
                .contains("/console/inbox?all=1");
        for (String elsewhere : new String[] {
            "//evil.example", "https://evil.example/console", "/console\\@evil.example", "/console/../mcp?x\r\n"
        }) {
            Map<String, String> other = Map.of("link", link("vera"), "to", elsewhere);
            HttpResponse<String> reply = post("/console/sign-in", other);
            assertThat(reply.headers().firstValue("Location").orElse("/console"))
                    .isEqualTo("/console");
        }
    }

    @Test
    void nobodyIsKnownWithoutASession() throws Exception {
        for (String cookie :
                new String[] {"", "interlock=", "interlock=x", "interlock=x.y", "interlock=a; interlock=b"}) {
            assertThat(get("/console", "Cookie", cookie).statusCode()).isEqualTo(303);
        }
        String cookie = signIn("vera");
        char last = cookie.charAt(cookie.length() - 1);
        String forged = cookie.substring(0, cookie.length() - 1) + (last == 'A' ? 'B' : 'A');
        assertThat(get("/console", "Cookie", forged).statusCode()).isEqualTo(303);
        assertThat(get("/console", "Cookie", cookie + "; " + cookie).statusCode())
                .isEqualTo(303);
        assertThat(get("/console/changes?after=0").statusCode()).isEqualTo(401);
        assertThat(post("/console/sign-out", Map.of("form-token", "x")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aSessionEnds() throws Exception {
        String cookie = signIn("vera");
        time.updateAndGet(now -> now.plus(Duration.ofHours(12)));
        assertThat(get("/console", "Cookie", cookie).statusCode()).isEqualTo(303);

        String other = signIn("vera");
        String token = formToken(get("/console", "Cookie", other));
        HttpResponse<String> out = post("/console/sign-out", Map.of("form-token", token), "Cookie", other);
        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(out.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
        assertThat(get("/console", "Cookie", other).statusCode()).isEqualTo(303);
    }

    /** A page that somebody left is noticed only when it is written to: who goes through many pages has more of them than they see. */
    @Test
    @Timeout(60)
    void whoOpensManyPagesEndsTheirOwnOldestStreams() throws Exception {
        String vera = signIn("vera");
        List<InputStream> open = new ArrayList<>();
        try {
            for (int i = 0; i <= Changes.MOST_OF_ONE; i++) {
                open.add(changes(vera));
            }

            assertThat(open.getFirst().readAllBytes())
                    .asString()
                    .isEqualTo(": alive\n\nevent: replaced\ndata: 1000000\n\n");
            assertThat(get("/console", "Cookie", vera).statusCode()).isEqualTo(200);
        } finally {
            for (InputStream each : open) {
                each.close();
            }
        }
    }

    private InputStream changes(String cookie) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/console/changes?after=1000000"))
                .header("Cookie", cookie)
                .build();
        HttpResponse<InputStream> reply = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(reply.statusCode()).isEqualTo(200);
        return reply.body();
    }

    @Test
    void aFormIsTakenFromAPageOfTheSameSessionAlone() throws Exception {
        String vera = signIn("vera");
        String paul = signIn("paul");
        String token = formToken(get("/console", "Cookie", vera));

        assertThat(post("/console/sign-out", Map.of(), "Cookie", vera).statusCode())
                .isEqualTo(403);
        assertThat(post("/console/sign-out", Map.of("form-token", token), "Cookie", paul)
                        .statusCode())
                .isEqualTo(403);
        assertThat(post(
                                "/console/sign-out",
                                Map.of("form-token", token),
                                "Cookie",
                                vera,
                                "Origin",
                                "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(post("/console/sign-out", Map.of("form-token", token), "Cookie", vera, "Origin", "null")
                        .statusCode())
                .isEqualTo(403);
        assertThat(get("/console", "Cookie", vera).statusCode()).isEqualTo(200);
        String own = "http://127.0.0.1:" + base.getPort();
        assertThat(post("/console/sign-out", Map.of("form-token", token), "Cookie", vera, "Origin", own)
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void aLinkOfSomebodyElseAsksFirst() throws Exception {
        String vera = signIn("vera");
        String link = link("paul");

        HttpResponse<String> asked = get(link, "Cookie", vera);
        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(asked.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(asked.body()).contains("You are signed in as vera", "Sign in as paul instead", "Stay signed in");
        assertThat(get("/console", "Cookie", vera).body()).contains("vera").doesNotContain("paul");

        String token = link.substring(link.lastIndexOf('/') + 1);
        Map<String, String> forged = Map.of("link", token, "instead", "1", "form-token", "x");
        assertThat(post("/console/sign-in", forged, "Cookie", vera).body()).contains("You are signed in as vera");
        Map<String, String> form = Map.of("link", token, "instead", "1", "form-token", formToken(asked));
        HttpResponse<String> in = post("/console/sign-in", form, "Cookie", vera);
        assertThat(in.statusCode()).isEqualTo(303);
        String paul = in.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(get("/console", "Cookie", paul.substring(0, paul.indexOf(';')))
                        .body())
                .contains("paul");
        assertThat(get("/console", "Cookie", vera).statusCode()).isEqualTo(303);
    }

    @Test
    void aPastedLinkOfSomebodyElseAsksFirst() throws Exception {
        String vera = signIn("vera");

        HttpResponse<String> asked = post("/console/sign-in", Map.of("link", link("paul")), "Cookie", vera);

        assertThat(asked.body()).contains("You are signed in as vera", "Sign in as paul instead");
        assertThat(get(link("vera"), "Cookie", vera).statusCode()).isEqualTo(303);
    }

    @Test
    void onePersonHoldsFiftySessionsAndTheOldestEnds() throws Exception {
        String paul = signIn("paul");
        String first = signIn("vera");
        String second = signIn("vera");
        for (int i = 0; i < 48; i++) {
            signIn("vera");
        }
        assertThat(get("/console", "Cookie", first).statusCode()).isEqualTo(200);

        signIn("vera");

        assertThat(get("/console", "Cookie", first).statusCode()).isEqualTo(303);
        assertThat(get("/console", "Cookie", second).statusCode()).isEqualTo(200);
        assertThat(get("/console", "Cookie", paul).statusCode()).isEqualTo(200);
    }

    @Test
    void aClockThatGoesBackEndsSessionsAndLinks() throws Exception {
        String cookie = signIn("vera");
        String link = link("vera");
        time.updateAndGet(now -> now.minus(Duration.ofMinutes(10)));

        assertThat(get("/console", "Cookie", cookie).statusCode()).isEqualTo(303);
        assertThat(get(link).statusCode()).isEqualTo(403);
        assertThat(get("/console", "Cookie", signIn("vera")).statusCode()).isEqualTo(200);
    }

    @Test
    void aSessionEndsWithTheProcess() throws Exception {
        String cookie = signIn("vera");
        String link = link("vera");

        served.restart();

        base = URI.create("http://127.0.0.1:" + served.port());
        assertThat(get("/console", "Cookie", cookie).statusCode()).isEqualTo(303);
        assertThat(get(link).statusCode()).isEqualTo(403);
    }

    @Test
    void whoIsNoLongerRegisteredIsNobody() throws Exception {
        String cookie = signIn("vera");
        String token = formToken(get("/console", "Cookie", cookie));
        served.close();
        String config = Served.withTokens(CONFIG).replaceFirst("  vera:.*\\R", "");
        served = Served.of(folder, config, Map.of(), time::get).start();
        base = URI.create("http://127.0.0.1:" + served.port());

        assertThat(get("/console", "Cookie", cookie).statusCode()).isEqualTo(303);
        assertThat(post("/console/holds/h-1", Map.of("form-token", token, "answer", "approve"), "Cookie", cookie)
                        .statusCode())
                .isEqualTo(401);
        assertThat(get("/console", "Cookie", signIn("paul")).statusCode()).isEqualTo(200);
    }

    @Test
    void everyPageForbidsWhatItDoesNotNeed() throws Exception {
        String cookie = signIn("vera");
        for (String path : new String[] {"/console", "/console/sign-in", "/console/nowhere"}) {
            HttpResponse<String> page = get(path, "Cookie", cookie);
            String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
            assertThat(policy).contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'");
            assertThat(policy).doesNotContain("unsafe", "*", "http");
            assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
            assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(page.body()).doesNotContain("style=\"", "<style", "onclick=");
        }
        assertThat(get("/console/nowhere", "Cookie", cookie).statusCode()).isEqualTo(404);
    }
}
