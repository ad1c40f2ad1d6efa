package dev.interlock.policy.compile;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code within}: the time for which a rule remembers. It is the same for every kind that has it. */
final class WindowCheck {

    private final Draft draft;

    WindowCheck(Draft draft) {
        this.draft = draft;
    }

    /**
     * The window in milliseconds; empty for all history, of which a warning is given unless {@code until} ends it.
     *
     * @param closes whether the rule has {@code until}
     * @param keeps the words for the memory that is kept, such as {@code its history is kept}
     * @param example a window that suits the kind, such as {@code 90d}
     */
    OptionalLong check(Fields fields, Node.Mapping body, String rule, boolean closes, String keeps, String example) {
        Optional<Node> window = fields.take("within");
        if (window.isPresent()) {
            return draft.values.duration(window.get(), "`within`");
        }
        if (!closes) {
            draft.diagnostics.warning(
                    Check.KEPT_FOR_EVER,
                    body.place(),
                    "the rule `" + rule + "` has no window, so " + keeps + " for ever",
                    "add a bound, such as `within: " + example + "`");
        }
        return OptionalLong.empty();
    }
}
