package dev.interlock.cli.draft;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.json.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A draft of scenarios: for each rule that keeps two duties apart, what the same agent is denied and another one is not. */
final class ScenariosDraft {

    /** The agent that did what a scenario begins with. */
    private static final String EARLIER = "earlier";

    private final List<BundleDraft.Agent> agents;
    private final List<ProposedRule> rules;
    private final List<ToolDraft> tools;
    /** An object of each type, as far as one can be made up. */
    private final SortedMap<String, JsonNode> ids = new TreeMap<>();

    private final StringBuilder out = new StringBuilder();

    ScenariosDraft(List<BundleDraft.Agent> agents, List<ProposedRule> rules, List<ToolDraft> tools) {
        this.agents = agents;
        this.rules = rules;
        this.tools = tools;
        SortedMap<String, String> forms = new TreeMap<>();
        for (ToolDraft tool : tools) {
            tool.creates().keySet().forEach(type -> forms.putIfAbsent(type, IdDraft.TEXT));
            tool.ids().forEach((type, form) -> forms.merge(type, form, IdDraft::joined));
        }
        forms.forEach((type, form) -> SampleCall.id(form).ifPresent(id -> ids.put(type, id)));
    }

    /** Returns the file; empty where there is no rule to play. */
    String text() {
        rules.stream().filter(ProposedRule::separates).forEach(this::scenarios);
        return out.isEmpty() ? "" : cast() + out.toString().stripTrailing() + "\n";
    }

    private String cast() {
        var cast = new StringBuilder("# What the rules should do. `interlock test` runs these scenarios.\nagents:\n");
        for (BundleDraft.Agent agent : agents) {
            cast.append("  ").append(agent.name()).append(": {owner: ").append(agent.owner());
            cast.append(", root: true, implicit: ").append(BundleDraft.INTENT).append("}\n");
        }
        cast.append("  ").append(EARLIER).append(": {owner: ").append(EARLIER);
        cast.append(", root: true, implicit: ").append(BundleDraft.INTENT).append("}\n");
        return cast.append("\nscenarios:\n").toString();
    }

    private void scenarios(ProposedRule rule) {
        Optional<ToolDraft> first =
                playable(rule.first().stream().filter(this::isFree).toList());
        Optional<ToolDraft> second = playable(rule.second());
        if (first.isEmpty()
                || second.isEmpty()
                || !isPreparable(first.get(), new HashSet<>())
                || !isPreparable(second.get(), new HashSet<>())) {
            return;
        }
        String one = agents.get(0).name();
        String other = agents.get(1).name();
        String denied = "{verdict: " + stopped(second.get()) + ", code: duty-conflict, rule: " + rule.id() + "}";
        scenario("The same agent does both: " + rule.id());
        both(first.get(), one, second.get(), one, denied);
        scenario("An independent agent does the second: " + rule.id());
        both(
                first.get(),
                one,
                second.get(),
                other,
                approval(second.get())
                        .map(needed -> "{verdict: hold, code: approval-required, rule: " + needed.id() + "}")
                        .orElse(""));
    }

    private void both(ToolDraft first, String one, ToolDraft second, String other, String expected) {
        Set<String> there = new HashSet<>();
        prepare(first, there);
        call(first, one, "");
        there.addAll(first.creates().keySet());
        prepare(second, there);
        call(second, other, expected);
    }

    /** Has somebody else create what the tool acts on, as far as there are tools for it: what belongs to what is only known of what was created. */
    private void prepare(ToolDraft tool, Set<String> there) {
        for (String type : tool.objects().keySet()) {
            Optional<ToolDraft> creator =
                    playable(creators(type).stream().filter(this::isFree).toList());
            if (creator.isPresent() && there.add(type)) {
                prepare(creator.get(), there);
                call(creator.get(), EARLIER, "");
            }
        }
    }

    /** Returns whether whatever the tool acts on can be created without an approval, as far as there are tools for it. */
    private boolean isPreparable(ToolDraft tool, Set<String> seen) {
        for (String type : tool.objects().keySet()) {
            if (playable(creators(type)).isPresent() && seen.add(type)) {
                Optional<ToolDraft> creator =
                        playable(creators(type).stream().filter(this::isFree).toList());
                if (creator.isEmpty() || !isPreparable(creator.get(), seen)) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<ToolDraft> creators(String type) {
        return tools.stream().filter(tool -> tool.creates().containsKey(type)).toList();
    }

    /** Returns whether the tool needs no approval. */
    private boolean isFree(ToolDraft tool) {
        return approval(tool).isEmpty();
    }

    private Optional<ToolDraft> playable(List<ToolDraft> tools) {
        return tools.stream()
                .filter(tool -> SampleCall.arguments(tool, ids).isPresent())
                .findFirst();
    }

    private static String stopped(ToolDraft tool) {
        return CatalogDraft.isCritical(tool) ? "deny" : "hold";
    }

    private Optional<ProposedRule> approval(ToolDraft tool) {
        return rules.stream()
                .filter(rule -> !rule.separates())
                .filter(rule ->
                        rule.second().stream().anyMatch(asked -> asked.duty().equals(tool.duty())))
                .findFirst();
    }

    private void scenario(String name) {
        out.append("  - name: \"").append(name).append("\"\n    steps:\n");
    }

    private void call(ToolDraft tool, String by, String expected) {
        out.append("      - call: ")
                .append(tool.server())
                .append('/')
                .append(tool.name())
                .append('\n');
        out.append("        by: ").append(by).append('\n');
        out.append("        args: ")
                .append(Json.text(SampleCall.arguments(tool, ids).orElseThrow()))
                .append('\n');
        SampleCall.result(tool, ids)
                .ifPresent(result ->
                        out.append("        result: ").append(Json.text(result)).append('\n'));
        if (!expected.isEmpty()) {
            out.append("        expect: ").append(expected).append('\n');
        }
    }
}
