package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.yaml.Place;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds intents that promise something that no task of theirs can have. */
final class IntentLint {

    private final Subject subject;
    private final Calls calls;
    private final Possible possible;

    /** @param possible the calls that are not denied for certain */
    IntentLint(Subject subject, Calls calls, Possible possible) {
        this.subject = subject;
        this.calls = calls;
        this.possible = possible;
    }

    void check() {
        for (Intent intent : subject.bundle().intents().values()) {
            List<Variant> allowed = calls.allowedBy(intent);
            intent.doneWhen().ifPresent(duty -> doneWhen(intent, duty, allowed));
            allow(intent, allowed);
            about(intent, allowed);
            delegate(intent);
            idle(intent);
        }
    }

    private void doneWhen(Intent intent, String duty, List<Variant> allowed) {
        List<Variant> doing = allowed.stream().filter(v -> v.carries(duty)).toList();
        if (doing.stream().anyMatch(possible::contains)) {
            return;
        }
        Place place = place(intent, "done-when");
        Optional<Rule> stop = doing.stream().findFirst().flatMap(possible::stoppedBy);
        subject.warning(
                Check.INTENT_NEVER_DONE,
                place,
                "a task of `" + intent.name() + "` is never done: "
                        + stop.map(r -> "the rule `" + r.id() + "` denies every `" + duty + "`")
                                .orElseGet(() -> companions(intent, duty)),
                stop.isPresent()
                        ? "relax the rule, or choose another `done-when`"
                        : "allow the other duties as well, or choose another `done-when`");
    }

    private void allow(Intent intent, List<Variant> allowed) {
        for (String duty : intent.allow()) {
            boolean done = intent.doneWhen().filter(duty::equals).isPresent();
            if (!done && allowed.stream().noneMatch(v -> v.carries(duty))) {
                subject.warning(
                        Check.INTENT_ALLOWS_IN_VAIN,
                        subject.sources().word(Sources.Part.INTENT, intent.name(), duty, "allow"),
                        "the intent `" + intent.name() + "` allows `" + duty + "`, which has no effect: "
                                + companions(intent, duty),
                        "allow the other duties as well, or remove it");
            }
        }
    }

    private String companions(Intent intent, String duty) {
        Set<String> others = new TreeSet<>();
        calls.doing(duty).stream().filter(v -> !v.observed()).forEach(v -> others.addAll(v.duties()));
        if (others.isEmpty()) {
            return "the tools that have it are only observed, never called";
        }
        others.removeAll(intent.allow());
        return "every call with it also does " + Suggestion.list(others) + ", which the intent does not allow";
    }

    private void about(Intent intent, List<Variant> allowed) {
        for (String type : intent.about().keySet()) {
            if (!allowed.isEmpty() && allowed.stream().noneMatch(v -> v.touches(type))) {
                subject.warning(
                        Check.INTENT_ABOUT_NOTHING,
                        subject.sources().key(Sources.Part.INTENT, intent.name(), "about", type),
                        "no call that the intent `" + intent.name() + "` allows has an object of type `" + type
                                + "`, so being about one restricts nothing",
                        "remove it, or map the object in the catalogue with `on`");
            }
        }
    }

    private void delegate(Intent intent) {
        boolean fits = subject.bundle().intents().values().stream()
                .anyMatch(i -> intent.delegate().containsAll(i.allow()));
        if (!intent.delegate().isEmpty() && !fits) {
            subject.warning(
                    Check.INTENT_DELEGATES_NOTHING,
                    place(intent, "delegate"),
                    "no sub-task can be opened below `" + intent.name()
                            + "`, because every intent allows more than this one may delegate",
                    "write an intent that allows only these duties, or remove `delegate`");
        }
    }

    private void idle(Intent intent) {
        if (subject.sources().has(Sources.Part.INTENT, intent.name(), "limits", "idle")
                && intent.idleMillis() > intent.timeMillis()) {
            subject.warning(
                    Check.INTENT_IDLE,
                    place(intent, "limits", "idle"),
                    "a task of `" + intent.name() + "` ends before it can be idle for that long",
                    "make `idle` shorter than `time`, or remove it");
        }
    }

    private Place place(Intent intent, String... path) {
        return subject.sources().at(Sources.Part.INTENT, intent.name(), path);
    }
}
