package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Intent;
import dev.interlock.policy.argument.ByHand;
import dev.interlock.policy.catalog.ArgumentPath;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.catalog.ToolReads;
import dev.interlock.policy.condition.Constancy;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Suggestion;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds tools that let more through than the rules can see, or nothing. */
final class ToolLint {

    private final Subject subject;
    private final Calls calls;

    ToolLint(Subject subject, Calls calls) {
        this.subject = subject;
        this.calls = calls;
    }

    void check() {
        for (ToolEntry tool : subject.tools().values()) {
            // A call without a duty is denied, and that is reported.
            boolean held = tool.base().marks().stream().anyMatch(m -> m.indexOf('/') < 0);
            if (tool.otherwise() == ToolEntry.Otherwise.EVERYTHING && held && !tool.observed()) {
                subject.warning(
                        Check.TOOL_CATCH_ALL,
                        subject.sources().at(Sources.Part.TOOL, tool.name(), "otherwise"),
                        "`" + tool.name() + "` may do anything when no entry covers the call: rules see only "
                                + Suggestion.list(tool.base().marks()) + ", and everything depends on the approver",
                        "cover the wanted calls with `any-of`, and write `otherwise: deny`");
            }
            if (tool.arguments().filter(ByHand::isOpenAnywhere).isPresent()) {
                open(tool);
            }
            for (ToolEntry.Alternative entry : tool.anyOf()) {
                entry(tool, entry);
            }
        }
        outside();
    }

    /**
     * Reports open arguments. Other spellings of names that are read are refused, but a server may know other names for them, and may
     * read a text as JSON.
     */
    private void open(ToolEntry tool) {
        SortedSet<String> read = new TreeSet<>();
        for (List<String> path : ToolReads.of(tool, subject.conditions()).all()) {
            read.add(ArgumentPath.ARGS + path.stream().map(ArgumentPath::step).collect(Collectors.joining()));
        }
        subject.warning(
                Check.ARGUMENTS_OPEN,
                subject.sources().at(Sources.Part.TOOL, tool.name(), "arguments"),
                "the arguments of `" + tool.name() + "` are open: "
                        + (read.isEmpty()
                                ? "anything else that is sent goes unseen"
                                : "what the server takes for " + Suggestion.list(read)
                                        + " by another name, or in a text that it reads as JSON, is not seen"),
                "list the tool's arguments under `arguments`, and declare maps with arbitrary names that no rule reads"
                        + " as `data`");
    }

    private void entry(ToolEntry tool, ToolEntry.Alternative entry) {
        Constancy constancy = entry.when().constancy(tool.server(), tool.tool());
        String always = switch (constancy) {
            case ALWAYS -> "covers every call, because its condition is true for all arguments";
            case NEVER -> "covers no call, because its condition is never true";
            case ERRS -> "denies every call, because its condition always fails with an error";
            case DEPENDS -> "";
        };
        if (!always.isEmpty()) {
            subject.warning(
                    constancy == Constancy.ALWAYS ? Check.TOOL_CATCH_ALL : Check.ENTRY_NEVER_HOLDS,
                    subject.sources()
                            .word(Sources.Part.TOOL, tool.name(), entry.when().text(), "any-of"),
                    "the entry `" + entry.id() + "` " + always,
                    constancy == Constancy.ALWAYS
                            ? "say which calls it covers, or move its keys to the tool itself"
                            : "write a condition over `args`, or remove the entry");
        }
    }

    /** Reports tools of which each duty is allowed in some intent, and all of them in none. */
    private void outside() {
        Set<String> allowed = new TreeSet<>();
        subject.bundle().intents().values().stream().map(Intent::allow).forEach(allowed::addAll);
        Set<String> reported = new HashSet<>();
        for (Variant call : calls.all()) {
            if (!call.duties().isEmpty()
                    && !call.observed()
                    && !calls.isCallable(call)
                    && allowed.containsAll(call.duties())
                    && reported.add(call.name())) {
                subject.warning(
                        Check.TOOL_OUTSIDE_INTENTS,
                        subject.sources().name(Sources.Part.TOOL, call.name()),
                        "no single intent allows everything that `" + call.name() + "` does, "
                                + Suggestion.list(call.duties()) + ", so every such call is denied",
                        "allow all of it in one intent, or reduce the duties of the tool");
            }
        }
    }
}
