package dev.interlock.policy.compile;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code accept}: warnings that the author of a rule, tool, intent or file knows of, each with the reason. */
final class AcceptCheck {

    private final Draft draft;

    AcceptCheck(Draft draft) {
        this.draft = draft;
    }

    /**
     * Reads the key.
     *
     * @param name the name of the part, if it stands outside of the part
     * @param part the part that the acceptance is about
     */
    void check(Fields fields, Optional<Node.Scalar> name, Node.Mapping part) {
        fields.take("accept")
                .flatMap(n -> draft.values.list(n, "`accept`", "write `[{warning: IL-0200, because: ...}]`"))
                .ifPresent(list -> {
                    Set<Acceptance.Spot> spots = Acceptance.spots(part);
                    name.ifPresent(n -> spots.add(Acceptance.Spot.of(n.place())));
                    list.items().forEach(item -> item(item, spots));
                });
    }

    private void item(Node node, Set<Acceptance.Spot> spots) {
        Optional<Node.Mapping> body =
                draft.values.mapping(node, "an item of `accept`", "write `{warning: IL-0200, because: ...}`");
        if (body.isEmpty()) {
            return;
        }
        Fields fields = new Fields(body.get(), "an item of `accept`", draft.diagnostics);
        Optional<Node.Scalar> code = fields.require("warning", "name the warning by its code, such as `IL-0200`")
                .flatMap(n -> draft.values.text(n, "`warning`"));
        Optional<Node.Scalar> because =
                fields.require("because", "say why it is acceptable").flatMap(n -> draft.values.text(n, "`because`"));
        fields.finish();
        Set<String> codes = new TreeSet<>();
        Arrays.stream(Check.values()).forEach(c -> codes.add(c.code()));
        if (code.isPresent() && !codes.contains(code.get().value())) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    code.get().place(),
                    "`" + code.get().value() + "` is not the code of a warning",
                    Suggestion.nearest(code.get().value(), codes)
                            .map(n -> "did you mean `" + n + "`?")
                            .orElse("write the code that the warning shows, such as `IL-0200`"));
        } else if (code.isPresent() && because.isPresent()) {
            draft.acceptances.add(new Acceptance(
                    code.get().value(), because.get().value(), code.get().place(), spots));
        }
    }

    /** Removes the warnings that are accepted. An acceptance of a warning that does not occur is a warning, too. */
    List<PolicyBundle.Accepted> apply() {
        List<PolicyBundle.Accepted> accepted = new ArrayList<>();
        Set<Acceptance> used = new HashSet<>();
        if (draft.acceptances.isEmpty()) {
            return accepted;
        }
        for (Diagnostic diagnostic : draft.diagnostics.sorted()) {
            List<Acceptance> covering =
                    draft.acceptances.stream().filter(a -> a.covers(diagnostic)).toList();
            if (!covering.isEmpty()) {
                used.addAll(covering);
                draft.diagnostics.remove(diagnostic);
                accepted.add(new PolicyBundle.Accepted(
                        diagnostic, covering.getFirst().because()));
            }
        }
        for (Acceptance acceptance : draft.acceptances) {
            if (!used.contains(acceptance)) {
                draft.diagnostics.warning(
                        Check.ACCEPTED_NOTHING,
                        acceptance.place(),
                        "there is no warning `" + acceptance.code() + "` to accept here",
                        "remove the acceptance, so that it does not hide a later warning");
            }
        }
        return accepted;
    }
}
