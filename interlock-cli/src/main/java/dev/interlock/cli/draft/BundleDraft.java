package dev.interlock.cli.draft;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.catalog.ToolNames;
import dev.interlock.server.enforce.Drift;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A draft of a whole policy bundle for servers whose tools are known: catalogues, one intent, rules that the duties suggest, and a scenario
 * for each rule. It loads and its scenarios hold; whether it is right is for its reviewers to say.
 */
public final class BundleDraft {

    /** The intent of all tasks, until somebody writes narrower ones. */
    public static final String INTENT = "work";

    /** The people who approve. */
    public static final String APPROVERS = "approvers";

    /** The tiers, from the least to the most strict, with what each does. */
    private static final SequencedMap<String, String> TIERS = new LinkedHashMap<>();

    static {
        TIERS.put("low", "{independence: another-agent, on-conflict: record, on-missing: record}");
        TIERS.put("high", "{independence: another-owner, on-conflict: hold, on-missing: hold}");
        TIERS.put("critical", "{independence: another-owner, on-conflict: deny, on-missing: hold}");
    }

    private final String name;
    private final String owner;
    private final List<Agent> agents;
    /** The tools that are drafted, by their server; of a server whose policy is shipped those that nobody reviewed. */
    private final SortedMap<String, List<ObjectNode>> servers = new TreeMap<>();

    private final SortedMap<String, ShippedServer> shipped = new TreeMap<>();
    private final List<String> leftOut = new ArrayList<>();
    private Optional<Set<String>> approved = Optional.empty();
    private Optional<RulesFolder> ruledBy = Optional.empty();

    /**
     * An agent of the scenarios and of the configuration.
     *
     * @param owner who is accountable for it: agents of one owner are not independent
     */
    public record Agent(String name, String owner) {}

    /**
     * A draft without servers.
     *
     * @param name what the bundle is called
     * @param owner who answers for it
     * @param agents two at least, of different owners
     */
    public BundleDraft(String name, String owner, List<Agent> agents) {
        this.name = name;
        this.owner = owner;
        this.agents = List.copyOf(agents);
    }

    /**
     * Adds a server by the tools that it offers. One whose name no catalogue takes is left out: it has no entry, so every call of it is
     * denied.
     */
    public BundleDraft server(String server, List<ObjectNode> tools) {
        Map<Boolean, List<ObjectNode>> named = tools.stream()
                .collect(Collectors.partitioningBy(tool ->
                        ToolNames.misspelling(tool.path("name").asText()).isEmpty()));
        servers.put(server, List.copyOf(named.getOrDefault(true, List.of())));
        named.getOrDefault(false, List.of())
                .forEach(tool -> leftOut.add(server + "/" + tool.path("name").asText()));
        return this;
    }

    /**
     * Adds a server whose policy is shipped: its catalogue and its rules are taken as they were reviewed, and only what is not in them is
     * drafted. Nothing is added where a server before it has the same duties, objects or rules, as both would mean each other's.
     *
     * @return how the tools differ from what was reviewed; empty when nothing was added
     */
    public Optional<List<Drift>> shipped(String server, ShippedServer policy, List<ObjectNode> tools) {
        if (shipped.values().stream().anyMatch(policy::sharesNamesWith)) {
            return Optional.empty();
        }
        List<Drift> drifts = policy.drift(tools);
        Set<String> fresh = drifts.stream()
                .filter(drift -> drift.what() == Drift.What.NEW)
                .map(Drift::tool)
                .collect(Collectors.toSet());
        shipped.put(server, policy);
        List<ObjectNode> drafted = tools.stream()
                .filter(tool ->
                        fresh.contains(policy.name() + "/" + tool.path("name").asText()))
                .toList();
        if (!drafted.isEmpty()) {
            server(server, drafted);
        }
        return Optional.of(drifts);
    }

    /** Takes the rules of a bundle that is meant for any server, instead of proposing some. */
    public BundleDraft ruledBy(RulesFolder rules) {
        ruledBy = Optional.of(rules);
        return this;
    }

    /** Returns the policy that was reviewed for a tool, named as {@code tool} or {@code server/tool}. */
    public Optional<ShippedServer> reviewed(String tool) {
        return shipped.entrySet().stream()
                .filter(entry -> entry.getValue().catalog().tools().values().stream()
                        .anyMatch(
                                known -> tool.equals(known.tool()) || tool.equals(entry.getKey() + "/" + known.tool())))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Returns the tools that are left out, each as {@code server/name} and as its server spells it. */
    public List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /**
     * Lets exactly these tools need the approval of a person, in the place of those that look like it.
     *
     * @param named each as {@code server/name}
     */
    public BundleDraft approving(Set<String> named) {
        approved = Optional.of(Set.copyOf(named));
        return this;
    }

    /** Returns the tools that need the approval of a person, each as {@code server/name}. */
    public List<String> approved() {
        return rules().stream()
                .filter(rule -> !rule.separates())
                .flatMap(rule -> rule.second().stream())
                .map(tool -> tool.server() + "/" + tool.name())
                .toList();
    }

    /** Returns the tools that are drafted, as they were understood. */
    public List<ToolDraft> tools() {
        List<ToolDraft> drafts = new ArrayList<>();
        servers.keySet().forEach(server -> drafts.addAll(tools(server)));
        return drafts;
    }

    /**
     * Returns the drafted tools of one server. A duty or type that a server before it has, too, is another one: the ids of two servers have
     * nothing to do with each other. So is one of a policy that was reviewed, which did not know the tool.
     */
    private List<ToolDraft> tools(String server) {
        Set<String> types = new HashSet<>();
        Set<String> duties = new HashSet<>();
        shipped.values().forEach(policy -> {
            types.addAll(policy.types());
            duties.addAll(policy.duties());
        });
        servers.headMap(server)
                .forEach((before, tools) -> ToolDraft.all(before, tools).forEach(draft -> {
                    types.addAll(types(draft));
                    duties.add(draft.duty());
                }));
        return ToolDraft.all(server, servers.getOrDefault(server, List.of())).stream()
                .map(tool -> tool.renamed(
                        duty -> duties.contains(duty) ? server + "-" + duty : duty,
                        type -> types.contains(type) ? server + "-" + type : type))
                .sorted(Comparator.comparing(ToolDraft::name))
                .toList();
    }

    private static SortedSet<String> types(ToolDraft tool) {
        SortedSet<String> types = new TreeSet<>(tool.objects().keySet());
        types.addAll(tool.creates().keySet());
        return types;
    }

    /** Returns the rules that are proposed. */
    public List<ProposedRule> rules() {
        return ruledBy.isPresent() ? List.of() : RulesDraft.of(tools(), APPROVERS, approved);
    }

    /** Returns the text of each file, by its path in the bundle. Stable: the same tools give the same texts. */
    public Map<String, String> files() {
        if (ruledBy.isPresent()) {
            return files(ruledBy.get());
        }
        SortedMap<String, String> files = new TreeMap<>();
        files.put("interlock.yaml", header());
        CatalogDraft.Marks marks = RulesDraft.hasFlow(tools()) ? CatalogDraft.Marks.SENT : CatalogDraft.Marks.NONE;
        for (String server : servers.keySet()) {
            var catalog = new CatalogDraft(server, List.copyOf(TIERS.keySet()), marks);
            // no name of a server has a dot
            String file = shipped.containsKey(server) ? server + ".new" : server;
            files.put("catalog/" + file + ".yaml", catalog.of(tools(server).stream()));
        }
        shipped.forEach((server, policy) -> files.putAll(policy.files(server)));
        List<ProposedRule> rules = rules();
        if (!servers.isEmpty()) {
            files.put("rules.yaml", rules(rules));
        }
        String scenarios = new ScenariosDraft(agents, rules, tools()).text();
        if (!scenarios.isEmpty()) {
            files.put("tests/rules.yaml", scenarios);
        }
        return files;
    }

    private Map<String, String> files(RulesFolder rules) {
        SortedMap<String, String> files = new TreeMap<>(rules.files(name));
        files.put(RulesFolder.INTENTS, "# Drafted by Interlock: what a task may do.\nintents:\n" + intent());
        for (String server : servers.keySet()) {
            var catalog = new CatalogDraft(server, rules.tiers(), CatalogDraft.Marks.UNREVIEWED);
            files.put("catalog/" + server + ".yaml", catalog.of(tools(server).stream()));
        }
        return files;
    }

    private String header() {
        List<String> include = new ArrayList<>(List.of("catalog/*.yaml"));
        var out = new StringBuilder();
        if (!servers.isEmpty()) {
            include.add("rules.yaml");
            out.append(
                    "# Drafted by `interlock init` from how the tools describe themselves. Review the catalogue first,"
                            + " then the rules.\n");
        }
        if (!shipped.isEmpty()) {
            include.add("rules/*.yaml");
            out.append("# Reviewed policies, copied by `interlock init`: ")
                    .append(shipped.entrySet().stream()
                            .map(entry -> "`" + entry.getKey() + "` has `shipped:"
                                    + entry.getValue().name() + "`")
                            .collect(Collectors.joining(", ")))
                    .append(".\n");
        }
        out.append("interlock: v1\n");
        out.append("name: ").append(name).append('\n');
        out.append("owner: ").append(owner).append('\n');
        out.append("include: [").append(String.join(", ", include)).append("]\n\n");
        out.append("# The attributes, besides name and instance, in which two independent parties must differ.\n");
        Set<String> used = usedTiers();
        out.append("independence:\n");
        out.append(used.contains("low") ? "  another-agent: []\n" : "");
        out.append(used.contains("high") || used.contains("critical") ? "  another-owner: [owner]\n" : "");
        out.append("\n# Risk tiers, from the least to the most strict; each tool has one.\nrisk:\n");
        TIERS.forEach((tier, does) -> out.append(used.contains(tier) ? "  " + tier + ": " + does + "\n" : ""));
        out.append('\n');
        out.append("# What a task may do. One intent allows everything; narrower ones are better.\nintents:\n");
        out.append(intent());
        shipped.values().forEach(policy -> out.append('\n').append(policy.intents()));
        return out.toString();
    }

    /** Returns the one intent, which allows every duty. */
    private String intent() {
        SortedSet<String> duties = new TreeSet<>();
        tools().forEach(tool -> duties.add(tool.duty()));
        SortedSet<String> names = new TreeSet<>(servers.keySet());
        shipped.forEach((server, policy) -> {
            duties.addAll(policy.duties());
            names.add(server);
        });
        var out = new StringBuilder("  " + INTENT + ":\n    goal: Work with ");
        out.append(String.join(" and ", names)).append('\n');
        out.append("    allow:\n");
        duties.forEach(duty -> out.append("      - ").append(duty).append('\n'));
        out.append("    delegate:\n");
        duties.forEach(duty -> out.append("      - ").append(duty).append('\n'));
        out.append("    limits: {time: 12h, calls: 5000, idle: 4h}\n");
        return out.toString();
    }

    /** Returns the tiers that the bundle needs: those of the drafted tools; all of them beside policies that are shipped, which have these. */
    private Set<String> usedTiers() {
        if (!shipped.isEmpty()) {
            return TIERS.keySet();
        }
        var tiers = new CatalogDraft(name, List.copyOf(TIERS.keySet()));
        return tools().stream().map(tiers::tier).collect(Collectors.toSet());
    }

    private static String rules(List<ProposedRule> rules) {
        if (rules.isEmpty()) {
            return "# The names of these tools suggest no conflicting duties. See docs/policy.md for "
                    + "what rules can express.\n"
                    + "rules: []\n";
        }
        var out = new StringBuilder();
        out.append("# Proposed from the duties that the tools seem to have. You decide whether two duties "
                + "conflict.\n");
        out.append("rules:\n");
        for (ProposedRule rule : rules) {
            out.append("  # review: ").append(rule.reason()).append('\n');
            out.append("  - id: ").append(rule.id()).append('\n');
            out.append("    title: \"").append(rule.title()).append("\"\n");
            out.append("    ").append(rule.text()).append("\n\n");
        }
        return out.toString().stripTrailing() + "\n";
    }
}
