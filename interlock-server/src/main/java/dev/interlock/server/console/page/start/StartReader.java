package dev.interlock.server.console.page.start;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Prose;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds out from the API what a server has of what it needs. */
public final class StartReader {

    private static final String CONFIGURATION = "Add this to interlock-server.yaml, then restart the server";
    private static final String SHELL = "Run in a shell";

    /** The people and agents that are counted. */
    private static final int MOST_PARTIES = 500;

    private final ObjectNode overview;
    private final ObjectNode settings;
    private final ObjectNode bundle;
    private final ObjectNode ledger;
    private final JsonNode upstreams;
    private final JsonNode parties;
    private final boolean roles;

    private StartReader(Visit visit) throws V1Refusal, IOException {
        this.overview = visit.v1().get("overview?since=0");
        this.settings = visit.v1().get("settings");
        this.bundle = visit.v1().get("bundle");
        this.ledger = visit.v1().get("ledger");
        this.upstreams = visit.v1().get("upstreams").path("upstreams");
        this.parties = visit.v1().get("parties?limit=" + MOST_PARTIES).path("parties");
        this.roles = visit.roles().held();
    }

    /** Reads what there is at the moment. */
    public static StartModel read(Visit visit) throws V1Refusal, IOException {
        return new StartReader(visit).model();
    }

    private StartModel model() {
        return new StartModel(
                Nodes.text(settings, "domain"),
                Nodes.text(settings.path("keys").path("ledger"), "vkey"),
                calls() > 0,
                List.of(upstream(), intents(), agent(), people(), task(), call()),
                List.of(rules(), anchor(), login(), roles(), channel()));
    }

    private static StartModel.Step step(
            boolean done, String title, String there, String missing, StartModel.Write write, String place) {
        int bar = place.indexOf('|');
        return new StartModel.Step(
                done,
                title,
                Prose.of(done ? there : missing),
                done ? Optional.empty() : Optional.of(write),
                bar < 0 ? "" : place.substring(0, bar),
                place.substring(bar + 1));
    }

    private static StartModel.Write configuration(String text) {
        return new StartModel.Write(CONFIGURATION, text);
    }

    private static StartModel.Write shell(String text) {
        return new StartModel.Write(SHELL, text);
    }

    private StartModel.Step upstream() {
        List<String> names = Nodes.list(upstreams, one -> Nodes.text(one, "name"));
        return step(
                !names.isEmpty(),
                "A server behind the gateway",
                quoted(names) + (names.size() == 1 ? " is" : " are") + " behind it.",
                "Name the MCP server, or the REST API, whose tools agents call.",
                configuration("""
                    upstreams:
                      erp: {command: [erp-server, --stdio]}   # or {url: "https://erp.example.com/mcp"}\
                    """),
                "/console/settings|See its state");
    }

    private StartModel.Step intents() {
        int intents = bundle.path("intents").asInt();
        return step(
                intents > 0,
                "Its tools are described",
                "The bundle `" + Nodes.text(bundle, "name") + "` is in force, with "
                        + counted(intents, "intent", "intents") + " that tasks may have.",
                "The bundle says what each tool does, and for which purposes agents may use it. What it does not say is"
                        + " denied. The tools can be drafted from what the server offers.",
                shell("""
                    interlock catalog draft --server erp --tiers-of bundle >> bundle/interlock.yaml
                    interlock check bundle\
                    """),
                "/console/playground?from=force|Try it out");
    }

    private StartModel.Step agent() {
        int agents = count("agent");
        return step(
                agents > 0,
                "An agent",
                counted(agents, "agent is", "agents are") + " registered.",
                "Each agent is registered with the person or team accountable for it. `interlock token --file "
                        + "clerk.token` makes its"
                        + " token, and prints the line with the hash.",
                configuration("""
                    agents:
                      clerk: {token: "sha256:...", owner: purchasing, model: model-a, root: true}\
                    """),
                "/console/parties?kind=agent|See them");
    }

    private StartModel.Step people() {
        int people = count("person");
        return step(
                people > 1,
                "Two people",
                counted(people, "person is", "people are") + " registered.",
                (people == 1 ? "One person is registered, and no one approves alone" : "No one is registered")
                        + ": an approver cannot be the requester, and changing the rules takes two "
                        + "administrators. Give them different owners.",
                configuration("""
                    people:
                      paul: {token: "sha256:...", owner: treasury, groups: [administrators]}
                      vera: {token: "sha256:...", owner: controlling, groups: [administrators]}\
                    """),
                "/console/parties?kind=person|See them");
    }

    private StartModel.Step task() {
        boolean opened = overview.path("tasks").path("live").asInt() > 0 || calls() > 0;
        return step(
                opened,
                "A task",
                "A task was opened.",
                "An agent works in a task, which a person opens for it. Its intent bounds what it may do.",
                shell("interlock task open INTENT --agent clerk --instruction \"Settle what is due\" --token-file"
                        + " vera.token"),
                "/console/tasks|See it");
    }

    private StartModel.Step call() {
        long calls = calls();
        return step(
                calls > 0,
                "A first call",
                counted(calls, "call was", "calls were") + " decided.",
                "The agent is any MCP client. It connects to the gateway instead of the server, with its token, "
                        + "and names its task.",
                new StartModel.Write("into the agent's client", """
                    /mcp/erp at the address of this server
                    Authorization: Bearer TOKEN
                    Interlock-Task: t-2\
                    """),
                "/console|See it");
    }

    private StartModel.Step rules() {
        int rules = bundle.path("rules").asInt();
        return step(
                rules > 0,
                "Rules",
                counted(rules, "rule is", "rules are") + " in force.",
                "Without a rule, every call that an intent allows is permitted. Write the first rule where one "
                        + "party should not do two things alone.",
                new StartModel.Write("the bundle", """
                    rules:
                      - id: AP-01
                        title: The party that creates a vendor does not pay it
                        separate: {duties: [vendor.create, payment.release], per: vendor}\
                    """),
                "/console/rules|See them");
    }

    private StartModel.Step anchor() {
        return step(
                ledger.has("anchor_behind"),
                "An anchor",
                "A file outside the data folder vouches for the ledger.",
                "Without one, nothing outside the data folder shows that entries at the end were cut off, or "
                        + "that an old copy replaced the folder.",
                configuration("anchor: /var/lib/anchors/payments"),
                "/console/ledger|See the ledger");
    }

    private StartModel.Step login() {
        List<String> logins = Nodes.texts(settings, "logins");
        return step(
                !logins.isEmpty(),
                "People sign in from elsewhere",
                "They log in at " + quoted(logins) + ".",
                "People sign in with a link that is printed on this machine only. From elsewhere they log in at "
                        + "your OpenID Connect issuer, over TLS.",
                configuration("""
                    trust:
                      audience: https://gateway.example.com
                      issuers:
                        corp: {issuer: "https://login.example.com", login: {client-id: interlock}}\
                    """),
                "/console/settings|See settings");
    }

    private StartModel.Step roles() {
        return step(
                roles,
                "Roles",
                "People have roles, through their groups.",
                "Without roles, everyone may suspend agents, open tasks and so on. With them, auditors only "
                        + "read, and approvers only answer.",
                configuration("""
                    roles:
                      operator: [on-call]
                      approver: [approvers]
                      auditor: [auditors]
                      administrator: [administrators]\
                    """),
                "");
    }

    private StartModel.Step channel() {
        int channels = settings.path("channels").size();
        return step(
                channels > 0,
                "People are notified of holds",
                counted(channels, "channel notifies", "channels notify") + " them.",
                "A held call waits until someone looks here. A channel notifies people with a signed webhook.",
                configuration("""
                    channels:
                      chat: {webhook: "https://chat.example.com/interlock", secret: {from-env: CHAT_SECRET}}\
                    """),
                "/console/inbox|See what waits");
    }

    private int count(String kind) {
        return (int) Nodes.list(parties, one -> Nodes.text(one, "kind")).stream()
                .filter(kind::equals)
                .count();
    }

    private long calls() {
        JsonNode since = overview.path("since");
        return since.path("through").asLong()
                + since.path("held").asLong()
                + since.path("stopped").asLong()
                + since.path("observed").asLong();
    }

    private static String counted(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    private static String quoted(List<String> names) {
        return String.join(", ", names.stream().map(name -> "`" + name + "`").toList());
    }
}
