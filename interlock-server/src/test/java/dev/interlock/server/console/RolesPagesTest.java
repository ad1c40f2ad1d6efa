package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.page.Pages;
import dev.interlock.server.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All pages of the console, each from the table of pages and by the links on it, as people of every role see them: an auditor has no button
 * that changes something, and each form that others have is refused to them.
 */
class RolesPagesTest {

    private static final String LANES = """
        break-glass: {by: on-call, allow: [payment.release], limit: 1h, reviewers: approvers}
        """;

    private static final String CONFIG = """
        domain: shop.example
        listen: 127.0.0.1:0
        limits: {api: {rate: any}}
        agents:
          planner: {token: "%s", owner: payables, model: m, root: true}
          clerk: {token: "%s", owner: desk, root: true}
          runner: {token: "%s", owner: night, root: true}
        people:
          olivia: {token: "%s", owner: payables, groups: [on-call]}
          otto: {token: "%s", owner: nights, groups: [on-call, approvers]}
          vera: {token: "%s", owner: controlling, groups: [approvers, deciders]}
          paul: {token: "%s", owner: treasury, groups: [platform, approvers, deciders]}
          adam: {token: "%s", owner: board, groups: [platform]}
          anna: {token: "%s", owner: audit, groups: [auditors]}
        roles: {operator: [on-call], approver: [deciders], administrator: [platform], auditor: [auditors]}
        authzen:
          url: https://pdp.example.com
          callers:
            mesh: {token: "%s", mode: enforcing, report-within: 5m, properties: trusted, intent: settle}
        """;

    private static final List<String> NAMES =
            List.of("planner", "clerk", "runner", "olivia", "otto", "vera", "paul", "adam", "anna", "mesh");

    /** Every change that pages offer to somebody in this story, by its form or the word on its button. */
    private static final Set<String> CHANGES = Set.of(
            "/console/break-glass",
            "/console/passkeys",
            "accept",
            "activate",
            "approve",
            "back",
            "confirm",
            "credential",
            "delegate",
            "delegation-end",
            "dispute",
            "end",
            "gone",
            "link-confirm",
            "link-reject",
            "propose",
            "reject",
            "resume",
            "resumption-confirm",
            "resumption-reject",
            "revoke",
            "stop",
            "suspend",
            "withdraw");

    private static final Pattern LINK = Pattern.compile("href=\"(/console[^\"#]*)");

    /** The pages of which each one may have forms of its own. */
    private static final Set<String> EACH = Set.of("parties", "holds", "tasks", "break-glass", "leases", "rules");

    /** The most of these that are looked at, and of all others. */
    private static final int MOST = 9;

    private static final int FEW = 2;

    @TempDir
    private Path folder;

    private ConsoleStage stage;

    @BeforeEach
    void start() throws Exception {
        stage = new ConsoleStage(folder, LANES, CONFIG, NAMES);
    }

    @AfterEach
    void stop() throws Exception {
        stage.close();
    }

    @Test
    void anAuditorHasNoButtonThatChangesAndIsRefusedEachThatOthersHave() throws Exception {
        Map<String, Form> offered = new LinkedHashMap<>();
        String lane = waiting();
        look(offered, "olivia", "otto", "vera", "paul");
        goesOn(lane);
        look(offered, "olivia", "vera", "adam");
        ended(lane);
        look(offered, "olivia", "vera");
        assertThat(offered.keySet()).containsExactlyInAnyOrderElementsOf(CHANGES);

        long before = stage.v1("anna", "ledger").path("size").asLong();
        for (Form form : offered.values()) {
            HttpResponse<String> reply = stage.form("anna", form.action(), form.fields());
            assertThat(reply.statusCode()).as("%s: %s", form, reply.body()).isEqualTo(403);
            assertThat(reply.body()).as(form.toString()).contains("an auditor, who cannot change anything");
        }
        for (String act : List.of("ledger-accept", "ledger-confirm", "ledger-reject", "clock-confirm")) {
            Map<String, String> form = Map.of("act", act, "id", "accept-1", "reason", "x", "time", "2026-11-28T16:19Z");
            assertThat(stage.form("anna", "/console/settings", form).statusCode())
                    .as(act)
                    .isEqualTo(403);
        }
        ObjectNode entries = stage.v1("anna", "entries?limit=100");
        for (JsonNode entry : entries.path("entries")) {
            if (entry.path("number").asLong() >= before) {
                assertThat(entry.path("kind").asText()).isEqualTo("presentation-refused");
            }
        }
    }

    @Test
    void holdsAndLanesAreOfferedToWhoseRoleItIs() throws Exception {
        String lane = waiting();
        assertThat(stage.v1("otto", "overview").path("holds").path("yours").asInt())
                .isZero();
        assertThat(stage.v1("vera", "overview").path("holds").path("yours").asInt())
                .isEqualTo(3);
        JsonNode hold =
                stage.v1("otto", "holds?state=open&limit=1").path("holds").path(0);
        assertThat(hold.path("mayAnswer").asBoolean()).isFalse();
        assertThat(hold.path("because").asText()).isEqualTo("`otto` is an operator: this requires an approver");
        assertThat(hold.path("others").toString()).isEqualTo("[\"paul\",\"vera\"]");
        assertThat(stage.page("otto", "/console/inbox").body()).contains("this requires an approver");
        assertThat(stage.v1("otto", "parties/otto").path("may").toString())
                .isEqualTo("{\"administer\":false,\"openLanes\":true,\"reviewLanes\":true,\"approve\":[]}");

        goesOn(lane);
        assertThat(stage.v1("paul", "lanes/" + lane + "/timeline")
                        .at("/may/end/may")
                        .asBoolean())
                .isTrue();
        assertThat(stage.v1("vera", "lanes/" + lane + "/timeline")
                        .at("/may/end/because")
                        .asText())
                .isEqualTo("`vera` is an approver: this requires an operator");
        assertThat(stage.page("vera", "/console/break-glass/" + lane).body())
                .contains("disabled>End it now", "this requires an operator");
        assertThat(stage.page("vera", "/console/parties/planner").body())
                .contains("disabled>Suspend it", "this requires an operator");
    }

    /** Everything waits for somebody: a call, two that are alike, a lane, an agent that was stopped, a link, a bundle in the folder. */
    private String waiting() throws Exception {
        String task = stage.task("pay what is due");
        stage.held(task, "pay", pay("P-1"));
        stage.held(task, "edit", edit("V-1"));
        stage.held(task, "edit", edit("V-2"));
        post("vera", "delegations", "to", "paul", "group", "approvers", "for", "4h");
        post("olivia", "agents/clerk/suspend", "reason", "odd");
        post("olivia", "links", "attribute", "owner", "first", "treasury", "second", "money", "reason", "renamed");
        Path bundle = folder.resolve("bundle/interlock.yaml");
        Files.writeString(bundle, Files.readString(bundle).replace("Two people close", "Two of them close"));
        return post("olivia", "lanes", "agent", "runner", "reason", "all is stuck", "time", "20m")
                .path("id")
                .asText();
    }

    private void goesOn(String lane) throws Exception {
        post("otto", "lanes/" + lane + "/confirm");
        post("olivia", "lanes/" + lane + "/credential");
        post("olivia", "agents/clerk/resume", "reason", "was a mistake");
        String digest = stage.v1("paul", "bundle/folder").path("digest").asText();
        post("paul", "bundle/propose", "digest", digest);
    }

    private void ended(String lane) {
        post("olivia", "lanes/" + lane + "/end");
        post("adam", "owners/otto/gone", "reason", "left");
    }

    private ObjectNode post(String by, String path, String... members) {
        ObjectNode body = Json.object();
        for (int i = 0; i < members.length; i += 2) {
            body.put(members[i], members[i + 1]);
        }
        return stage.posted(by, path, body);
    }

    private static ObjectNode pay(String payment) {
        return Json.object().put("payment", payment).put("amount", "12.00").put("note", "n");
    }

    private static ObjectNode edit(String vendor) {
        return Json.object().put("vendor", vendor).put("iban", "DE89");
    }

    /** Looks at all pages: the auditor sees nothing that changes; what the others see is kept. */
    private void look(Map<String, Form> offered, String... people) throws Exception {
        for (Map.Entry<String, String> page : pages("anna").entrySet()) {
            assertThat(Form.in(page.getValue()))
                    .as(page.getKey())
                    .allMatch(form -> form.action().equals("/console/sign-out")
                            || form.action().startsWith("/console/playground"));
        }
        for (String person : people) {
            pages(person)
                    .forEach((path, page) -> Form.in(page).stream()
                            .filter(form -> !form.action().equals("/console/sign-out"))
                            .filter(form -> !form.action().startsWith("/console/playground"))
                            .forEach(form -> offered.putIfAbsent(named(form), form)));
        }
    }

    /** Forms of one thing are told by their page. */
    private static String named(Form form) {
        if (form.action().startsWith("/console/tasks/")) {
            return "stop";
        }
        return form.act().endsWith("/delegate") ? "delegate" : form.act();
    }

    /** Every page of the table, and those that they lead to, a few below each. */
    private Map<String, String> pages(String person) throws Exception {
        var frames = new Frames(Assets.load(), "shop.example", "key");
        var seen = new LinkedHashMap<String, String>();
        var ahead = new ArrayDeque<String>();
        var known = new TreeSet<String>();
        var below = new HashMap<String, Integer>();
        for (String entry : new TreeSet<>(Pages.of(frames).keySet())) {
            String path = entry.isEmpty() ? "/console" : "/console/" + entry;
            known.add(path);
            ahead.add(path);
        }
        while (!ahead.isEmpty()) {
            String path = ahead.remove();
            HttpResponse<String> page = stage.page(person, path);
            assertThat(page.statusCode()).as("%s: %s", person, path).isIn(200, 202, 404);
            seen.put(path, page.body());
            Matcher link = LINK.matcher(page.body());
            while (link.find()) {
                String next = link.group(1).replace("&amp;", "&");
                String entry = next.split("[/?]", -1).length > 2 ? next.split("[/?]", -1)[2] : "";
                boolean elsewhere = next.contains("/assets/")
                        || next.endsWith("/record")
                        || next.endsWith(".svg")
                        || next.startsWith("/console/sign-in");
                if (!elsewhere
                        && known.add(next)
                        && below.merge(entry, 1, Integer::sum) <= (EACH.contains(entry) ? MOST : FEW)) {
                    ahead.add(next);
                }
            }
        }
        return seen;
    }
}
