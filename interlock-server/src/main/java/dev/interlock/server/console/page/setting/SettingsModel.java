package dev.interlock.server.console.page.setting;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Prose;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.page.deputy.Delegation;
import gg.jte.Content;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state of the server, and what waits for administrators.
 *
 * @param states what has to be well for anything to be decided
 * @param ledger whether the ledger is closed, and what is to be done about it
 * @param clock whether the clock is in doubt
 * @param waiting proposals that somebody else has to confirm
 * @param administers whether the viewer is one of those who may
 */
public record SettingsModel(
        List<State> states,
        Ledger ledger,
        Clock clock,
        List<Waiting> waiting,
        boolean moreWaiting,
        List<Server> servers,
        List<Delegation> delegations,
        boolean moreDelegations,
        int agents,
        int suspended,
        int people,
        int verifiers,
        boolean moreParties,
        List<String> gone,
        Keys keys,
        List<Channel> channels,
        List<String> logins,
        boolean administers) {

    /** One thing that has to be well. */
    public record State(String icon, String tone, String name, Content text) {}

    /**
     * A ledger that is closed.
     *
     * @param reasons why; none while it is open
     * @param proposed who asked to accept it as it is
     */
    public record Ledger(List<Reason> reasons, boolean single, Optional<Proposed> proposed) {}

    /** A reason for which the ledger is closed. */
    public record Reason(Text text, long entry) {}

    /** A proposal to accept the ledger. */
    public record Proposed(String id, Text by, Text reason, boolean own) {}

    /** A clock that may be in doubt. */
    public record Clock(boolean doubted, Optional<Instant> wall, Optional<Instant> record, Text doubt) {}

    /**
     * A proposal that waits for somebody else.
     *
     * @param act the beginning of the names of the steps that answer it
     */
    public record Waiting(String id, String act, Content what, Text by, Text reason, boolean own) {}

    /** A server behind the gateway. */
    public record Server(String name, String icon, String tone, String word, List<Instance> instances) {}

    /** An instance of a server. */
    public record Instance(Text name, String state, long underWay, long failures, Text trouble) {}

    /** The public keys by which the record is verified. */
    public record Keys(String domain, String vkey, List<String> records) {}

    /** A channel by which people are told. */
    public record Channel(String name, String does, List<String> events, List<String> speaksFor) {}

    /** What the API answered. */
    record Answers(
            JsonNode overview,
            JsonNode ledger,
            JsonNode clock,
            JsonNode upstreams,
            JsonNode parties,
            JsonNode delegations,
            JsonNode links,
            JsonNode agents,
            JsonNode settings,
            JsonNode me) {}

    static SettingsModel of(Answers told, String viewer) {
        boolean administers = told.me().path("may").path("administer").asBoolean();
        Ledger ledger = ledger(told.ledger(), viewer);
        Clock clock = clock(told.clock());
        List<Server> servers = Nodes.list(told.upstreams().path("upstreams"), SettingsModel::server);
        JsonNode parties = told.parties().path("parties");
        JsonNode agents = told.agents();
        return new SettingsModel(
                states(told, ledger, clock),
                ledger,
                clock,
                waiting(told, viewer),
                told.links().has("next"),
                servers,
                Nodes.list(told.delegations().path("delegations"), one -> Delegation.of(one, viewer)),
                told.delegations().has("next"),
                count(parties, "agent"),
                (int) Nodes.list(agents.path("agents"), one -> Nodes.text(one, "state")).stream()
                        .filter(state -> !state.equals("active"))
                        .count(),
                count(parties, "person"),
                count(parties, "verifier"),
                told.parties().has("next"),
                Nodes.texts(agents, "gone"),
                keys(told.settings()),
                Nodes.list(told.settings().path("channels"), SettingsModel::channel),
                Nodes.texts(told.settings(), "logins"),
                administers);
    }

    private static List<State> states(Answers told, Ledger ledger, Clock clock) {
        var states = new ArrayList<State>();
        JsonNode overview = told.overview();
        Optional<String> trouble = Nodes.given(overview, "trouble");
        states.add(
                trouble.isEmpty()
                        ? well("Decisions", "calls are decided and recorded")
                        : ill("Decisions", trouble.get()));
        states.add(
                ledger.reasons().isEmpty()
                        ? well("Ledger", "open, " + told.ledger().path("size").asLong() + " entries")
                        : ill("Ledger", "closed: nothing is permitted until two people accept it as it is"));
        states.add(clock.doubted() ? ill("Clock", "in doubt: nothing is decided") : well("Clock", "believed"));
        states.add(anchor(told.ledger()));
        JsonNode servers = overview.path("upstreams");
        int up = servers.path("up").asInt();
        int all = servers.path("all").asInt();
        String words = all == 1
                ? (up == 1 ? "the only server is up" : "the only server is not up")
                : up + " of " + all + " are up";
        states.add(up == all ? well("Servers", words) : new State("unsure", "unsure", "Servers", Prose.of(words)));
        return List.copyOf(states);
    }

    private static State anchor(JsonNode ledger) {
        if (ledger.has("anchor_behind")) {
            long behind = ledger.path("anchor_behind").asLong();
            return well(
                    "Anchor",
                    behind == 0 ? "vouches for every entry" : "vouches for all but the last " + behind + " entries");
        }
        return new State(
                "unsure",
                "unsure",
                "Anchor",
                Prose.of("none: nothing outside the data folder would show that entries at the end were cut off. "
                        + "Name a file under `anchor:`"));
    }

    private static State well(String name, String text) {
        return new State("permit", "permit", name, Prose.of(text));
    }

    private static State ill(String name, String text) {
        return new State("deny", "deny", name, Prose.of(text));
    }

    private static Ledger ledger(JsonNode ledger, String viewer) {
        List<Reason> reasons = Nodes.list(
                ledger.path("closed_for"),
                one -> new Reason(
                        Text.of(Nodes.text(one, "text")), one.path("entry").asLong()));
        JsonNode proposed = ledger.path("proposed");
        return new Ledger(
                reasons,
                ledger.path("single_administrator").asBoolean(),
                proposed.isMissingNode()
                        ? Optional.empty()
                        : Optional.of(new Proposed(
                                Nodes.text(proposed, "id"),
                                Text.of(Nodes.text(proposed, "by")),
                                Text.of(Nodes.text(proposed, "reason"), 1_000),
                                Nodes.text(proposed, "by").equals(viewer))));
    }

    private static Clock clock(JsonNode clock) {
        return new Clock(
                !Nodes.text(clock, "state").equals("believed"),
                Nodes.time(clock, "wall"),
                Nodes.time(clock, "record"),
                Text.of(Nodes.text(clock.path("doubt"), "text"), 1_000));
    }

    private static List<Waiting> waiting(Answers told, String viewer) {
        var waiting = new ArrayList<Waiting>();
        for (JsonNode link : told.links().path("links")) {
            waiting.add(waiting(link, "link", link(link), viewer));
        }
        for (JsonNode resume : told.agents().path("proposals")) {
            String what = "resume the " + Nodes.text(resume, "resume") + " `" + Nodes.text(resume, "name") + "`";
            waiting.add(waiting(resume, "resumption", what, viewer));
        }
        return List.copyOf(waiting);
    }

    private static Waiting waiting(JsonNode node, String act, String what, String viewer) {
        return new Waiting(
                Nodes.text(node, "id"),
                act,
                Prose.of(what),
                Text.of(Nodes.text(node, "by")),
                Text.of(Nodes.text(node, "reason"), 1_000),
                Nodes.text(node, "by").equals(viewer));
    }

    private static String link(JsonNode link) {
        if (link.has("attribute")) {
            return "the " + Nodes.text(link, "attribute") + " `" + Nodes.text(link, "first") + "` is the same as `"
                    + Nodes.text(link, "second") + "`";
        }
        if (link.has("child")) {
            return "`" + Nodes.text(link, "child") + "` belongs to `" + Nodes.text(link, "parent") + "`";
        }
        return "the " + Nodes.text(link, "unknown") + " of `" + Nodes.text(link, "agent") + "` was `"
                + Nodes.text(link, "value") + "`";
    }

    private static Server server(JsonNode server) {
        List<Instance> instances = Nodes.list(
                server.path("instances"),
                one -> new Instance(
                        Text.of(Nodes.text(one, "instance"), 100),
                        Nodes.text(one, "state"),
                        one.path("underWay").asLong(),
                        one.path("failures").asLong(),
                        Text.of(Nodes.text(one, "trouble"))));
        boolean up = instances.isEmpty()
                || instances.stream().anyMatch(one -> one.state().equals("up"));
        String word = instances.isEmpty()
                ? "up, not called so far"
                : up ? "up" : instances.getFirst().state();
        return new Server(
                Nodes.text(server, "name"), up ? "permit" : "unsure", up ? "permit" : "unsure", word, instances);
    }

    private static int count(JsonNode parties, String kind) {
        return (int) Nodes.list(parties, one -> Nodes.text(one, "kind")).stream()
                .filter(kind::equals)
                .count();
    }

    private static Keys keys(JsonNode settings) {
        JsonNode keys = settings.path("keys");
        return new Keys(
                Nodes.text(settings, "domain"), Nodes.text(keys.path("ledger"), "vkey"), Nodes.texts(keys, "records"));
    }

    private static Channel channel(JsonNode channel) {
        boolean tells = channel.path("tells").asBoolean();
        boolean answers = channel.path("answers").asBoolean();
        return new Channel(
                Nodes.text(channel, "name"),
                tells && answers
                        ? "notifies people and accepts answers"
                        : tells ? "notifies people" : "accepts answers",
                Nodes.texts(channel, "events"),
                Nodes.texts(channel, "speaks_for"));
    }
}
