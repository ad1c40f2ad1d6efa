package dev.interlock.server.console.page.party;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.page.deputy.Delegation;
import dev.interlock.server.console.page.deputy.Handover;
import dev.interlock.server.console.page.record.Line;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An agent, a person or a program that answers.
 *
 * @param attributes what rules compare of it
 * @param grants what it may do
 * @param bar since when and why it may not act
 * @param proposal who asked that it may act again
 * @param live what it has to do with at the moment
 * @param same other names that count as its own
 * @param life the newest entries in which it acted, the oldest of these first
 * @param touched the objects that it touched, and the credentials that it had
 * @param delegations who answers in its place, or in whose it answers
 * @param handover lets somebody else answer in the place of the viewer, on the viewer's own page
 * @param administers whether the viewer administers the server
 * @param steps what the viewer may do about it
 */
public record PartyModel(
        String name,
        Text shown,
        String kind,
        PartiesModel.Standing standing,
        List<Attribute> attributes,
        List<Attribute> grants,
        List<Text> provenBy,
        Optional<Bar> bar,
        Optional<Proposal> proposal,
        List<Live> live,
        List<Counted> counted,
        List<Text> same,
        List<Line> life,
        boolean earlier,
        Touched touched,
        List<Delegation> delegations,
        Handover handover,
        boolean administers,
        Steps steps) {

    /** Something that is known of it. */
    public record Attribute(String name, Text value, boolean known) {}

    /** Why it may not act. */
    public record Bar(Text by, Instant since, String cause, Text reason, long entry) {}

    /** Somebody asks that it may act again. */
    public record Proposal(String id, Text by, Text reason, boolean own) {}

    /** Something it has to do with at the moment. */
    public record Live(String icon, String what, String id, String place, Text text) {}

    /** How many of its calls came out so. */
    public record Counted(String icon, String word, long count, String place) {}

    /**
     * What the viewer may do about it.
     *
     * @param suspend stop it
     * @param resume ask that it may act again
     * @param gone say that this person, or owner, is gone
     * @param back ask that an owner who was gone is back
     * @param answer confirm or reject that it acts again
     */
    public record Steps(boolean suspend, boolean resume, boolean gone, boolean back, boolean answer) {}

    static PartyModel of(
            JsonNode party,
            JsonNode entries,
            Touched touched,
            JsonNode delegations,
            Handover handover,
            boolean administers,
            String viewer) {
        String name = Nodes.text(party, "name");
        String kind = Nodes.text(party, "kind");
        String state = Nodes.text(party, "state");
        boolean agent = kind.equals("agent");
        Optional<Proposal> proposal = proposal(party.path("resumption"), viewer);
        List<Line> life = Nodes.list(entries.path("entries"), Line::of).reversed().stream()
                .filter(line -> line.settles().isEmpty())
                .toList();
        return new PartyModel(
                name,
                Text.of(name, 120),
                PartiesModel.word(kind),
                PartiesModel.Standing.of(state),
                attributes(party),
                grants(party),
                Nodes.list(party.path("provenBy"), one -> Text.of(proof(one.asText()))),
                bar(party.path("suspended")),
                proposal,
                live(party),
                counted(party, name),
                same(party),
                life,
                entries.has("next"),
                touched,
                Nodes.list(delegations.path("delegations"), one -> Delegation.of(one, viewer)),
                handover,
                administers,
                new Steps(
                        agent && state.equals("active"),
                        agent && state.equals("suspended") && proposal.isEmpty(),
                        kind.equals("person") && state.equals("active") && administers,
                        kind.equals("person") && state.equals("gone"),
                        administers && proposal.isPresent() && !proposal.get().own()));
    }

    /** Whether it is somebody, and not a program. */
    public boolean person() {
        return kind.equals("person");
    }

    private static List<Attribute> attributes(JsonNode party) {
        var attributes = new ArrayList<Attribute>();
        for (Map.Entry<String, JsonNode> one : party.path("attributes").properties()) {
            boolean known = !one.getValue().isNull();
            attributes.add(new Attribute(
                    label(one.getKey()), Text.of(known ? one.getValue().asText() : "not registered", 200), known));
        }
        return List.copyOf(attributes);
    }

    private static String label(String attribute) {
        return switch (attribute) {
            case "chain" -> "Delegation chain";
            case "runtime" -> "Running instance";
            default -> attribute.substring(0, 1).toUpperCase(Locale.ROOT) + attribute.substring(1);
        };
    }

    private static List<Attribute> grants(JsonNode party) {
        var grants = new ArrayList<Attribute>();
        List<String> groups = Nodes.texts(party, "groups");
        if (!groups.isEmpty()) {
            grants.add(grant("Groups", String.join(", ", groups)));
        }
        if (party.has("intents")) {
            grants.add(grant("Intents", String.join(", ", Nodes.texts(party, "intents"))));
        } else if (Nodes.text(party, "kind").equals("agent")) {
            grants.add(grant("Intents", "any of the bundle"));
        }
        Nodes.given(party, "implicitIntent").ifPresent(intent -> grants.add(grant("Without a task", intent)));
        JsonNode may = party.path("may");
        List<String> approve = Nodes.texts(may, "approve");
        if (!approve.isEmpty()) {
            grants.add(grant("Approves for", String.join(", ", approve)));
        }
        var does = new ArrayList<String>();
        if (may.path("administer").asBoolean()) {
            does.add("administers the server");
        }
        if (may.path("openLanes").asBoolean()) {
            does.add("opens break-glass lanes");
        }
        if (may.path("reviewLanes").asBoolean()) {
            does.add("reviews them");
        }
        if (!does.isEmpty()) {
            grants.add(grant("May", String.join(", ", does)));
        }
        return List.copyOf(grants);
    }

    private static Attribute grant(String name, String value) {
        return new Attribute(name, Text.of(value, 500), true);
    }

    private static String proof(String kind) {
        return switch (kind) {
            case "token" -> "a token in the configuration";
            case "spiffe" -> "an identity of its workload (SPIFFE)";
            case "issuer" -> "a login at an issuer";
            default -> kind;
        };
    }

    private static Optional<Bar> bar(JsonNode bar) {
        return bar.isMissingNode()
                ? Optional.empty()
                : Optional.of(new Bar(
                        Text.of(Nodes.text(bar, "by"), 100),
                        Nodes.time(bar, "since").orElse(Instant.EPOCH),
                        Nodes.text(bar, "cause").replace('-', ' '),
                        Text.of(Nodes.text(bar, "reason"), 1_000),
                        bar.path("entry").asLong()));
    }

    private static Optional<Proposal> proposal(JsonNode proposal, String viewer) {
        return proposal.isMissingNode()
                ? Optional.empty()
                : Optional.of(new Proposal(
                        Nodes.text(proposal, "id"),
                        Text.of(Nodes.text(proposal, "by"), 100),
                        Text.of(Nodes.text(proposal, "reason"), 1_000),
                        Nodes.text(proposal, "by").equals(viewer)));
    }

    private static List<Live> live(JsonNode party) {
        var live = new ArrayList<Live>();
        for (JsonNode task : party.path("tasks").path("newest")) {
            String id = Nodes.text(task, "id");
            live.add(new Live("task", "task", id, Places.task(id), Text.of(Nodes.text(task, "intent"), 100)));
        }
        for (JsonNode hold : party.path("holds").path("newest")) {
            String id = Nodes.text(hold, "id");
            live.add(new Live("hold", "waits", id, Places.hold(id), Text.of(Nodes.text(hold, "tool"), 100)));
        }
        for (JsonNode lease : party.path("leases").path("newest")) {
            String id = Nodes.text(lease, "id");
            live.add(new Live(
                    "open", "lease", id, "/console/leases/" + id, Text.of(Nodes.text(lease, "credential"), 100)));
        }
        return List.copyOf(live);
    }

    private static List<Counted> counted(JsonNode party, String name) {
        JsonNode calls = party.path("calls");
        var counted = new ArrayList<Counted>();
        add(counted, calls, name, "permitted", "permit", "went through");
        add(counted, calls, name, "held", "hold", "waited");
        add(counted, calls, name, "denied", "deny", "stopped");
        add(counted, calls, name, "observed", "open", "observed");
        return List.copyOf(counted);
    }

    private static void add(
            List<Counted> counted, JsonNode calls, String name, String verdict, String icon, String word) {
        long count = calls.path(verdict).asLong();
        if (count > 0) {
            counted.add(new Counted(icon, word, count, LeasesModel.entries(name) + "&verdict=" + verdict));
        }
    }

    private static List<Text> same(JsonNode party) {
        var same = new ArrayList<Text>();
        for (Map.Entry<String, JsonNode> one : party.path("links").path("same").properties()) {
            List<String> values = Nodes.list(one.getValue(), JsonNode::asText);
            same.add(Text.of(label(one.getKey()) + ": " + String.join(", ", values), 300));
        }
        return List.copyOf(same);
    }
}
