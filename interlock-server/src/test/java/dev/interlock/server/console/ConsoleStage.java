package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server whose agents pay, edit and close vendors, and people who look at the console in browsers without a script. Paying asks for the
 * code, editing is answered alike, closing takes two people.
 */
public final class ConsoleStage implements AutoCloseable {

    private static final String BUNDLE = """
        interlock: v1
        name: shop
        owner: desk@example.com
        independence: {another: [owner]}
        risk:
          low: {independence: another, on-conflict: deny, on-missing: deny}
          high: {independence: another, on-conflict: deny, on-missing: hold}
          critical: {independence: another, on-conflict: deny, on-missing: hold}
        intents:
          settle:
            goal: Settle what is owed
            allow: [payment.release, vendor.edit, vendor.close, vendor.create, vendor.look]
            limits: {time: 24h, idle: 24h, calls: 1000}
        rules:
          - id: PAY-1
            title: A payment is approved by somebody else
            require: {for: payment.release, approval: {by: approvers, independence: another, confirm: true}}
          - id: EDIT-1
            title: Whoever changes an account is not alone
            require: {for: vendor.edit, approval: {by: approvers, independence: another}}
          - id: CLOSE-1
            title: Two people close a vendor
            require: {for: vendor.close, approval: {by: approvers, count: 2, independence: another, veto: legal, wait: 2h}}
          - id: SEP-1
            title: Whoever creates a vendor does not pay it
            separate: {duties: [vendor.create, vendor.look], per: vendor}
        server: erp
        objects:
          vendor: {id: {form: text}}
          payment: {id: {form: text}}
        tools:
          pay: {duty: payment.release, on: {payment: args.payment}, show: [args.note], amount: {value: args.amount, unit: EUR}, risk: critical, say: "Pay {amount} for {payment}"}
          pay-open: {arguments: open, duty: payment.release, on: {payment: args.payment}, amount: {value: args.amount, unit: EUR}, risk: critical}
          edit: {duty: vendor.edit, on: {vendor: args.vendor}, show: [args.iban], risk: high}
          close: {duty: vendor.close, on: {vendor: args.vendor}, risk: high}
          create: {duty: vendor.create, creates: {vendor: result.id}, risk: low}
          look: {duty: vendor.look, on: {vendor: args.vendor}, risk: low}
        """;

    private static final String CONFIG = """
        domain: shop.example
        listen: 127.0.0.1:0
        agents: {planner: {token: "%s", owner: payables, model: m, root: true}}
        authzen:
          url: https://pdp.example.com
          callers:
            mesh: {token: "%s", mode: enforcing, report-within: 5m, properties: trusted, intent: settle}
        people:
          olivia: {token: "%s", owner: payables}
          vera: {token: "%s", owner: controlling, groups: [approvers]}
          paul: {token: "%s", owner: treasury, groups: [approvers]}
          lea: {token: "%s", owner: law, groups: [legal]}
          gast: {token: "%s", owner: outside}
          ada: {token: "%s", owner: board, groups: [administrators]}
        """;

    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"form-token\" value=\"([^\"]+)\"");

    /** The time of the server. */
    public final AtomicReference<Instant> time = new AtomicReference<>(Instant.now());

    private final Map<String, Token> tokens = new HashMap<>();
    private final Map<String, String> cookies = new HashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Served served;
    private final URI base;

    /** @param folder for the bundle and the data */
    public ConsoleStage(Path folder) throws IOException {
        this(folder, "");
    }

    /**
     * A stage with more in its configuration.
     *
     * @param more further people, and what follows them
     */
    public ConsoleStage(Path folder, String more) throws IOException {
        this(folder, "", CONFIG + more, List.of("planner", "mesh", "olivia", "vera", "paul", "lea", "gast", "ada"));
    }

    /**
     * A stage whose people and agents are others.
     *
     * @param sections further sections of the bundle
     * @param config with a place for the token of each of the names
     */
    ConsoleStage(Path folder, String sections, String config, List<String> names) throws IOException {
        Served.bundle(folder, BUNDLE + sections);
        Object[] hashes = names.stream()
                .map(name -> {
                    Token token = Token.create(new SecureRandom());
                    tokens.put(name, token);
                    return token.hash();
                })
                .toArray();
        served =
                Served.of(folder, config.formatted(hashes), Map.of(), time::get).start();
        base = URI.create("http://127.0.0.1:" + served.port());
    }

    /** Returns a request of somebody who is registered with a token. */
    public RawHttp api(String by, String path) {
        return bearer(tokens.get(by).reveal(), path);
    }

    /** Returns a request of whoever shows this token. */
    public RawHttp bearer(String token, String path) {
        return RawHttp.to(served.port(), path)
                .add("Authorization", "Bearer " + token)
                .add("Content-Type", "application/json");
    }

    /** The events of a kind that were recorded. */
    public <T extends Event> List<T> recorded(Class<T> kind) throws IOException {
        return served.recorded(kind);
    }

    /** What the API answers a person. */
    public ObjectNode v1(String by, String path) {
        return api(by, "/v1/" + path).method("GET").send().json();
    }

    public ObjectNode posted(String by, String path, ObjectNode body) {
        RawHttp.Answer answer = api(by, "/v1/" + path).body(Json.bytes(body)).send();
        assertThat(answer.status()).as(answer.text()).isLessThan(300);
        return answer.json();
    }

    /** Has olivia open a task of the planner. */
    public String task(String instruction) {
        ObjectNode body =
                Json.object().put("intent", "settle").put("agent", "planner").put("instruction", instruction);
        return posted("olivia", "tasks", body).path("id").asText();
    }

    /** Asks for a call of the planner; returns what was answered about it. */
    public JsonNode call(String task, String tool, ObjectNode arguments) {
        ObjectNode question = Json.object();
        question.putObject("subject").put("type", "agent").put("id", "planner");
        ObjectNode action = question.putObject("action").put("name", "tools/call");
        action.putObject("properties").set("arguments", arguments);
        question.putObject("resource").put("type", "tool").put("id", "erp/" + tool);
        question.putObject("context").put("task", task);
        RawHttp.Answer answer =
                api("mesh", "/access/v1/evaluation").body(Json.bytes(question)).send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    /** Reports that a permitted call created an object. */
    public void created(JsonNode permitted, String object) {
        String call = permitted.at("/context/evaluation_id").asText();
        ObjectNode outcome = Json.object().put("outcome", "succeeded");
        outcome.putArray("created").add(object);
        RawHttp.Answer answer = api("mesh", "/access/v1/evaluations/" + call + "/outcome")
                .body(Json.bytes(outcome))
                .send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    /** Has a call of the planner held; returns its hold. */
    public String held(String task, String tool, ObjectNode arguments) {
        JsonNode answer = call(task, tool, arguments);
        assertThat(answer.at("/context/held").asBoolean()).as(answer.toString()).isTrue();
        return "h-" + answer.at("/context/evaluation_id").asText().substring(2);
    }

    /** Returns an address by which somebody signs in, once. */
    public String link(String person) {
        return posted(person, "console/links", Json.object()).path("link").asText();
    }

    /** Signs somebody in, once; returns the cookie of the session. */
    public String session(String person) throws Exception {
        String known = cookies.get(person);
        if (known != null) {
            return known;
        }
        String link = URI.create(link(person)).getPath();
        HttpResponse<String> in = send(HttpRequest.newBuilder(base.resolve(link)));
        String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
        cookies.put(person, cookie.substring(0, cookie.indexOf(';')));
        return session(person);
    }

    /** Signs somebody in with another link, in the same browser. */
    public void signInAgain(String person) throws Exception {
        String before = cookies.remove(person);
        HttpResponse<String> in = send(
                HttpRequest.newBuilder(base.resolve(URI.create(link(person)).getPath()))
                        .header("Cookie", before));
        String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
        cookies.put(person, cookie.substring(0, cookie.indexOf(';')));
    }

    /** A page as somebody sees it. */
    public HttpResponse<String> page(String person, String path) throws Exception {
        return send(HttpRequest.newBuilder(base.resolve(path)).header("Cookie", session(person)));
    }

    /** Sends a form of the page at this path, with the token of the session. */
    public HttpResponse<String> form(String person, String path, Map<String, String> fields) throws Exception {
        Map<String, String> all = new LinkedHashMap<>(fields);
        if (!all.containsKey("form-token")) {
            all.put("form-token", formToken(person));
        }
        var body = new StringBuilder();
        all.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return send(HttpRequest.newBuilder(base.resolve(path))
                .header("Cookie", session(person))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    /** What forms of somebody's session have to bring along. */
    public String formToken(String person) throws Exception {
        Matcher matcher = FORM_TOKEN.matcher(page(person, "/console").body());
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws IOException {
        client.close();
        served.close();
    }
}
