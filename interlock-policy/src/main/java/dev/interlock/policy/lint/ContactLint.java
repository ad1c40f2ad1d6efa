package dev.interlock.policy.lint;

import dev.interlock.engine.model.Origin;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.diagnostic.Check;
import java.util.List;
import java.util.Set;

/** Finds rules that accept contacts which no tool registers, and tools whose contacts nobody is asked to approve. */
final class ContactLint {

    private final Subject subject;
    private final Calls calls;

    ContactLint(Subject subject, Calls calls) {
        this.subject = subject;
        this.calls = calls;
    }

    void check() {
        List<ToolEntry> registering = subject.tools().values().stream()
                .filter(tool -> !tool.content().contacts().registered().isEmpty())
                .toList();
        if (registering.isEmpty()) {
            subject.bundle().rules().forEach(this::unregistered);
        }
        registering.stream().filter(tool -> !isHeld(tool)).forEach(this::unverified);
    }

    /** Reports a rule that lists contacts; the tiers of a rule accept them among others. */
    private void unregistered(Rule rule) {
        String key = Shape.of(rule).key();
        if (accepted(rule).contains(Origin.CONTACT)
                && subject.sources().has(Sources.Part.RULE, rule.id(), key, "unless")) {
            subject.warning(
                    Check.CONTACT_UNREGISTERED,
                    subject.sources().word(Sources.Part.RULE, rule.id(), Origin.CONTACT.text(), key, "unless"),
                    "the rule `" + rule.id() + "` accepts verified contacts, but no tool of the bundle registers any",
                    "name the arguments that hold a new contact, such as `content: {contact: [iban]}`, or remove"
                            + " `contact`");
        }
    }

    private static Set<Origin> accepted(Rule rule) {
        return switch (rule) {
            case Rule.Flow flow -> flow.unless();
            case Rule.FirstUse use -> use.unless();
            case Rule.Separate separate -> Set.of();
            case Rule.Require require -> Set.of();
            case Rule.Limit limit -> Set.of();
            case Rule.Bind bind -> Set.of();
            case Rule.Order order -> Set.of();
            case Rule.Wall wall -> Set.of();
            case Rule.Forbid forbid -> Set.of();
            case Rule.Unusual unusual -> Set.of();
        };
    }

    private void unverified(ToolEntry tool) {
        subject.warning(
                Check.CONTACT_NEVER_VERIFIED,
                subject.sources().at(Sources.Part.TOOL, tool.name(), "content", "contact"),
                "no rule holds a call of `" + tool.name() + "` for approval, so the contacts that it registers are not"
                        + " verified",
                "add a rule such as `require: {for: "
                        + tool.base().marks().stream().findFirst().orElse("payee.add")
                        + ", approval: {count: 1}}`, and a tier that holds, or remove `contact`");
    }

    /** Returns whether some rule may hold a call of the tool, or the tool itself needs an approver. */
    private boolean isHeld(ToolEntry tool) {
        return tool.otherwise() == ToolEntry.Otherwise.EVERYTHING
                || calls.all().stream()
                        .filter(call -> call.name().equals(tool.name()) && !call.observed())
                        .anyMatch(call -> subject.bundle().rules().stream().anyMatch(rule -> mayHold(rule, call)));
    }

    private boolean mayHold(Rule rule, Variant call) {
        return call.carriesAny(Shape.of(rule).looksAt())
                && call.tiers().stream().anyMatch(tier -> subject.outcome(rule, tier) == Outcome.HOLD);
    }
}
