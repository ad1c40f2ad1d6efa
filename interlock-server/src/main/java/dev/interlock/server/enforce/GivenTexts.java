package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.server.content.ToolUse;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.render.Ids;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The texts of servers that agents get outside calls, as content of the tasks in which they get them: the lists of tools, prompts and
 * resources, and what a server says in their place. Thread-safe.
 */
final class GivenTexts {

    private final Decisions decisions;

    GivenTexts(Decisions decisions) {
        this.decisions = decisions;
    }

    /**
     * Takes in the tools that an agent is about to see. One that is as somebody reviewed it says what the bundle says; every other is
     * untrusted, but for those of trusted tools that nobody reviewed.
     *
     * @throws UnavailableException if their labels cannot be kept: the agent must not see them
     */
    void tools(Caller agent, Optional<String> task, String server, List<ObjectNode> tools) {
        Policy policy = decisions.policy();
        if (!asked(policy)) {
            return;
        }
        List<ObjectNode> unreviewed = tools.stream()
                .filter(tool -> !isVouchedFor(policy, server, tool))
                .toList();
        give(policy, agent, task, server, "", ToolLabels.NONE, unreviewed);
    }

    private boolean isVouchedFor(Policy policy, String server, ObjectNode tool) {
        String name = tool.path("name").asText();
        if (name.startsWith(GovernedMethod.ENTRY_PREFIX)) {
            return true; // stands for a list, and is not shown
        }
        Optional<ToolEntry> entry = policy.catalog().tool(server, name);
        return entry.isPresent()
                && (entry.get().reviewed().isEmpty()
                        ? entry.get().content().trusted()
                        : decisions.schemas().isReviewed(entry.get(), tool));
    }

    /**
     * Takes in other texts that an agent is about to get, with the labels of an entry of the catalogue.
     *
     * @throws UnavailableException if their labels cannot be kept: the agent must not get them
     */
    void texts(Caller agent, Optional<String> task, String server, String entry, List<ObjectNode> texts) {
        Policy policy = decisions.policy();
        if (asked(policy)) {
            ToolLabels labels = policy.catalog()
                    .tool(server, entry)
                    .map(ToolEntry::content)
                    .orElse(ToolLabels.NONE)
                    .withoutFields();
            give(policy, agent, task, server, entry, labels, texts);
        }
    }

    private void give(
            Policy policy,
            Caller agent,
            Optional<String> task,
            String server,
            String entry,
            ToolLabels labels,
            List<ObjectNode> texts) {
        OptionalLong number = task.map(id -> Ids.parse('t', id)).orElse(OptionalLong.empty());
        var use = new ToolUse(policy.bundle(), policy.catalog(), agent, server, entry, Map.of());
        decisions.contents().given(use, number, labels, texts);
    }

    /** Returns whether rules ask what agents have read. */
    boolean asked(Policy policy) {
        return decisions.contents().asked(policy.bundle(), policy.catalog());
    }
}
