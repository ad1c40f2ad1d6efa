package dev.interlock.policy.compile;

import dev.interlock.policy.catalog.ArgumentPath;
import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Suggestion;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds servers that are written to and whose errors prove nothing: a person has to find out what became of each failed call. */
final class UnprovenOutcomes {

    /** The server of this name is Interlock itself, which knows its outcomes. */
    private static final String OURS = "interlock";

    private final Draft draft;

    UnprovenOutcomes(Draft draft) {
        this.draft = draft;
    }

    /** Reports once for each server, since the meaning of its errors is a property of the server more than of a tool. */
    void check() {
        draft.unproven.forEach((place, tools) -> {
            List<ToolEntry> writing =
                    tools.stream().filter(UnprovenOutcomes::writes).toList();
            if (writing.isEmpty()) {
                return;
            }
            Set<String> names = new TreeSet<>();
            writing.forEach(tool -> names.add(tool.tool()));
            draft.diagnostics.warning(
                    Check.OUTCOME_UNPROVEN,
                    place,
                    "nothing says what an error of " + Suggestion.list(names)
                            + " proves, so almost every error leaves an unknown outcome that a person must investigate",
                    "write under `server` which answers prove that nothing happened, such as `no-effect:"
                            + " [401-challenge, 404-session]`"
                            + writing.stream()
                                    .flatMap(tool -> confirm(tool).stream())
                                    .findFirst()
                                    .orElse(", or give the tools a `confirm`, a read that finds out"));
        });
    }

    private static boolean writes(ToolEntry tool) {
        boolean duty = tool.mappings().anyMatch(m -> m.marks().stream().anyMatch(mark -> mark.indexOf('/') < 0));
        boolean reads = tool.anyOf().isEmpty()
                ? tool.base().writes().equals(Optional.of(false))
                : tool.anyOf().stream()
                        .allMatch(a ->
                                a.mapping().writes().or(tool.base()::writes).equals(Optional.of(false)));
        return duty && !reads && !tool.observed() && !tool.server().equals(OURS);
    }

    /** The advice to find out by a read of the object that the tool writes; empty if the catalogue has no such read. */
    private Optional<String> confirm(ToolEntry tool) {
        for (Map.Entry<String, ArgumentPath> on : tool.base().on().entrySet()) {
            Optional<String> read = readsOf(tool.server(), on.getKey())
                    .map(reading -> ", or confirm the outcome with a read: `" + tool.tool() + ": {confirm: {call: "
                            + reading.tool()
                            + ", with: {" + argument(reading, on.getKey()) + ": " + on.getValue()
                            + "}, succeeded: '...', failed: '...', final: 60s}}`")
                    .findFirst();
            if (read.isPresent() && !on.getValue().each()) {
                return read;
            }
        }
        return Optional.empty();
    }

    private Stream<ToolEntry> readsOf(String server, String type) {
        return draft.tools.values().stream()
                .filter(tool -> tool.server().equals(server) && !writes(tool) && !tool.observed())
                .filter(tool -> tool.anyOf().isEmpty())
                .filter(tool -> Optional.ofNullable(tool.base().on().get(type))
                        .filter(path -> path.steps().size() == 1 && !path.each())
                        .isPresent());
    }

    private static String argument(ToolEntry reading, String type) {
        Mapping base = reading.base();
        return Objects.requireNonNull(base.on().get(type)).steps().getFirst();
    }
}
