package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.policy.Tool;
import dev.interlock.testkit.reference.history.History;
import java.util.List;
import java.util.Optional;

/** The schemas of a tool that were seen, the first one first; beyond sixteen they are all the same. */
final class ReferenceSchemas {

    private ReferenceSchemas() {}

    static Decision see(History history, Command.SeeSchema command) {
        Tool tool = history.bundle.tools().get(command.tool());
        if (tool == null || tool.observed()) {
            return Refusals.refuse(RefusalCode.TOOL_UNKNOWN);
        }
        if (command.digest().isEmpty()
                || command.digest().length() > 100
                || command.further() < 0
                || command.names().size() > 128
                || command.names().stream().anyMatch(name -> name.length() > 256)) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        List<String> seen = history.events.stream()
                .flatMap(recorded -> recorded.event() instanceof SchemaSeen each
                                && each.tool().equals(command.tool())
                        ? Optional.of(each.digest()).stream()
                        : Optional.<String>empty().stream())
                .toList();
        if (seen.contains(command.digest())) {
            return new Decision(List.of(), new Answer.Done(seen.indexOf(command.digest())));
        }
        if (seen.size() >= 16) {
            return new Decision(List.of(), new Answer.Done(16));
        }
        Optional<String> before = seen.isEmpty() ? Optional.empty() : Optional.of(seen.getLast());
        return new Decision(
                List.of(new SchemaSeen(command.tool(), command.digest(), command.names(), command.further(), before)),
                new Answer.Done(seen.size()));
    }
}
