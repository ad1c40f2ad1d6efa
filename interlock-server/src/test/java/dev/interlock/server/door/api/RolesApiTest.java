package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people may do at the API by their roles, whatever they ask with. */
class RolesApiTest {

    private static final String BUNDLE = """
        interlock: v1
        name: shop
        owner: desk@example.com
        independence: {another-line: [chain, owner, origin]}
        risk: {high: {independence: another-line, on-conflict: deny, on-missing: hold}}
        """;

    private static final String ROLES = """
        roles:
          operator: [on-call]
          approver: [approvers]
          auditor: [auditors]
          administrator: [platform]
        """;

    /** Every change that people can ask for, and who may beside administrators. */
    private static final Map<String, List<String>> CHANGES = Map.ofEntries(
            Map.entry("tasks", List.of("olga")),
            Map.entry("tasks/t-1/close", List.of("olga")),
            Map.entry("tasks/t-1/cancel", List.of("olga")),
            Map.entry("tasks/t-1/plan", List.of("olga")),
            Map.entry("holds/h-1/approve", List.of("vera")),
            Map.entry("holds/h-1/reject", List.of("vera")),
            Map.entry("holds/h-1/withdraw", List.of("vera", "olga")),
            Map.entry("holds/answers", List.of("vera")),
            Map.entry("delegations", List.of("vera")),
            Map.entry("delegations/d-1/end", List.of("vera")),
            Map.entry("calls/reconcile", List.of("olga")),
            Map.entry("calls/c-1/reconcile", List.of("olga")),
            Map.entry("contacts/c-1/withdraw", List.of("vera", "olga")),
            Map.entry("links", List.of("olga")),
            Map.entry("links/l-1/confirm", List.of()),
            Map.entry("links/l-1/reject", List.of()),
            Map.entry("leases/lease-1/revoke", List.of("olga")),
            Map.entry("lanes", List.of("olga")),
            Map.entry("lanes/lane-1/confirm", List.of("olga")),
            Map.entry("lanes/lane-1/credential", List.of("olga")),
            Map.entry("lanes/lane-1/end", List.of("olga")),
            Map.entry("lanes/lane-1/review", List.of("vera", "olga")),
            Map.entry("agents/clerk/suspend", List.of("olga")),
            Map.entry("agents/clerk/resume", List.of("olga")),
            Map.entry("owners/desk/gone", List.of()),
            Map.entry("owners/desk/resume", List.of("olga")),
            Map.entry("resumptions/r-1/confirm", List.of()),
            Map.entry("resumptions/r-1/reject", List.of()),
            Map.entry("bundle/propose", List.of()),
            Map.entry("bundle/activate", List.of()),
            Map.entry("ledger/accept", List.of()),
            Map.entry("ledger/accept-1/confirm", List.of()),
            Map.entry("clock/confirm", List.of()),
            Map.entry("console/links", List.of("olga", "vera", "anna")),
            Map.entry("playground", List.of("olga", "vera", "anna")),
            Map.entry("nowhere", List.of()));

    /** The steps that are for others than the rest of what they are about. */
    private static final Set<String> STEPS =
            Set.of("holds/withdraw", "lanes/review", "links/confirm", "links/reject", "owners/resume");

    private static final List<String> READS = List.of(
            "tasks",
            "holds",
            "calls",
            "contacts",
            "links",
            "leases",
            "lanes",
            "agents",
            "parties",
            "rules",
            "overview",
            "bundle",
            "ledger",
            "clock",
            "upstreams",
            "delegations",
            "entries");

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> tokens = new TreeMap<>();
    private Served served;

    private void start(String roles) throws IOException {
        Served.bundle(folder, BUNDLE);
        var random = new SecureRandom();
        var people = new StringBuilder("people:\n");
        Map.of(
                        "olga", "[on-call]",
                        "vera", "[approvers]",
                        "anna", "[auditors]",
                        "paul", "[platform]",
                        "nina", "[others]")
                .forEach((name, groups) -> {
                    Token token = Token.create(random);
                    tokens.put(name, token.reveal());
                    people.append("  %s: {token: \"%s\", groups: %s, owner: %s}\n"
                            .formatted(name, token.hash(), groups, name));
                });
        String config = """
            domain: shop.example
            listen: 127.0.0.1:0
            agents: {clerk: {token: "sha256:%s", owner: desk, root: true}}
            limits: {api: {rate: any}}
            """.formatted("a".repeat(64)) + people + roles;
        served = Served.of(folder, config, Map.of(), InstantSource.system()).start();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        served.close();
    }

    private HttpResponse<String> send(String person, String method, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + served.port() + "/v1/" + path))
                        .header("Authorization", "Bearer " + tokens.get(person))
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                method.equals("GET")
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Returns whether a request was refused for the role of who sent it: else it was malformed, or about nothing. */
    private boolean refused(String person, String method, String path) throws Exception {
        HttpResponse<String> reply = send(person, method, path);
        boolean byRole = reply.statusCode() == 403 && reply.body().contains("this requires an ");
        assertThat(byRole || !reply.body().contains("no role here")).isTrue();
        if (byRole) {
            assertThat(reply.body()).contains("\"code\":\"not-allowed\"");
        }
        return byRole;
    }

    @Test
    void eachRoleChangesWhatIsItsOwn() throws Exception {
        start(ROLES);
        for (Map.Entry<String, List<String>> change : CHANGES.entrySet()) {
            for (String person : List.of("olga", "vera", "anna", "paul")) {
                boolean may = person.equals("paul") || change.getValue().contains(person);
                assertThat(refused(person, "POST", change.getKey()))
                        .as("%s: POST %s", person, change.getKey())
                        .isEqualTo(!may);
            }
        }
    }

    @Test
    void anAuditorReadsEverythingAndChangesNothing() throws Exception {
        start(ROLES);
        for (String path : READS) {
            assertThat(send("anna", "GET", path).statusCode()).as(path).isEqualTo(200);
        }
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            assertThat(refused("anna", method, "tasks/t-1")).as(method).isTrue();
            assertThat(refused("anna", method, "holds/h-1/approve")).as(method).isTrue();
        }
        assertThat(send("anna", "POST", "agents/clerk/suspend").body())
                .contains("`anna` is an auditor, who cannot change anything: this requires an operator");
        assertThat(send("anna", "GET", "whoami").body()).contains("\"roles\":[\"auditor\"]");
    }

    @Test
    void everybodyIsToldWhatTheirRoleRefuses() throws Exception {
        start(ROLES);
        for (String person : List.of("olga", "vera", "anna", "paul")) {
            JsonNode told = new ObjectMapper()
                    .readTree(send(person, "GET", "whoami").body())
                    .path("refused");
            for (Map.Entry<String, List<String>> change : CHANGES.entrySet()) {
                String[] path = change.getKey().split("/", -1);
                String step = path[0] + "/" + path[path.length - 1];
                boolean listed = told.has(path.length > 1 && STEPS.contains(step) ? step : path[0]);
                assertThat(listed)
                        .as("%s: %s", person, change.getKey())
                        .isEqualTo(refused(person, "POST", change.getKey()) && !path[0].equals("nowhere"));
            }
        }
        assertThat(send("paul", "GET", "whoami").body()).contains("\"refused\":{}");
    }

    @Test
    void whoHasNoRoleSeesWhoTheyAreAndNothingElse() throws Exception {
        start(ROLES);
        assertThat(send("nina", "GET", "whoami").body()).contains("\"roles\":[]");
        assertThat(send("nina", "GET", "tasks").statusCode()).isEqualTo(403);
        assertThat(send("nina", "GET", "tasks").body()).contains("has no role here", "`roles`");
        assertThat(send("nina", "POST", "tasks").body()).contains("has no role here");
    }

    @Test
    void administratorsAreTheGroupsThatTheRoleNames() throws Exception {
        start("roles: {administrator: [platform], operator: [on-call, auditors]}\n");
        assertThat(send("paul", "POST", "bundle/propose").statusCode()).isEqualTo(200);
        assertThat(send("anna", "GET", "whoami").body()).contains("\"roles\":[\"operator\"]");
        assertThat(send("paul", "GET", "parties/paul").body()).contains("\"administer\":true");
    }

    @Test
    void withoutRolesNobodyIsHeldToAny() throws Exception {
        start("");
        assertThat(send("anna", "GET", "whoami").body()).doesNotContain("roles");
        assertThat(send("nina", "GET", "tasks").statusCode()).isEqualTo(200);
        assertThat(send("anna", "POST", "agents/clerk/suspend").statusCode()).isEqualTo(400);
        assertThat(send("paul", "POST", "bundle/propose").body()).contains("not in the group `administrators`");
    }
}
