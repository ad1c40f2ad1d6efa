package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.fixture.Served;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A person who is signed in to the console of a server, without a browser: reads pages, and sends the forms that are on them. */
final class Visitor implements AutoCloseable {

    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"form-token\" value=\"([^\"]+)\"");

    /** The largest page there may be. */
    private static final int LARGEST = 150 << 10;

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI base;
    private final String cookie;
    private String token = "";

    private Visitor(URI base, String cookie) {
        this.base = base;
        this.cookie = cookie;
    }

    static Visitor of(Served served, String person) throws IOException, InterruptedException {
        URI base = URI.create("http://127.0.0.1:" + served.port());
        URI link = base.resolve(URI.create(served.consoleLink(person)).getPath());
        try (var first = HttpClient.newHttpClient()) {
            HttpResponse<String> in =
                    first.send(HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.ofString());
            String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
            var visitor = new Visitor(base, cookie.substring(0, cookie.indexOf(';')));
            visitor.page("/console");
            return visitor;
        }
    }

    /** Returns a page that is there. */
    String page(String path) throws IOException, InterruptedException {
        HttpResponse<String> page = get(path);
        assertThat(page.statusCode()).as(path + "\n" + page.body()).isEqualTo(200);
        return page.body();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return seen(HttpRequest.newBuilder(base.resolve(path)));
    }

    /** Sends a form, and returns the page that it answers with, or where it leads. */
    HttpResponse<String> send(String path, Map<String, String> fields) throws IOException, InterruptedException {
        var all = new TreeMap<>(fields);
        all.put("form-token", token);
        var body = new StringBuilder();
        all.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return seen(HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    /** Sends a form that is taken, and returns the page that it leads to. */
    String sent(String path, Map<String, String> fields) throws IOException, InterruptedException {
        HttpResponse<String> reply = send(path, fields);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(303);
        return page(reply.headers().firstValue("Location").orElseThrow());
    }

    private HttpResponse<String> seen(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> page =
                client.send(request.header("Cookie", cookie).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(page.body().getBytes(StandardCharsets.UTF_8).length)
                .as(request.build().uri().toString())
                .isLessThan(LARGEST);
        assertThat(page.body()).doesNotContain("<script>", "=\"javascript:", "\u202e", "\u200b", "\u001b");
        Matcher matcher = FORM_TOKEN.matcher(page.body());
        if (matcher.find()) {
            token = matcher.group(1);
        }
        return page;
    }

    @Override
    public void close() {
        client.close();
    }
}
