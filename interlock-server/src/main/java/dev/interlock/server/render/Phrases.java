package dev.interlock.server.render;

import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.DelegationEnd;
import dev.interlock.engine.event.Delivery;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.PlanKind;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.event.SuspendCause;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Wildcard;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Parts of events in words, each safe to show. */
final class Phrases {

    private static final int MOST_PLACES = 16;

    private static final DateTimeFormatter FULL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** The order in which people ask for them; others follow by name. */
    private static final List<String> ORDER =
            List.of(Attributes.OWNER, Attributes.CHAIN, Attributes.ORIGIN, Attributes.MODEL, Attributes.RUNTIME);

    private Phrases() {}

    /** Words what a late link says. */
    static String link(Link link) {
        return switch (link) {
            case Link.Values values ->
                "the " + values.attribute() + " `" + values.first() + "` is `" + values.second() + "`";
            case Link.Objects objects -> objects.child() + " comes from " + objects.parent();
            case Link.Unknown unknown ->
                "the unknown " + unknown.attribute() + " of `" + unknown.agent() + "` up to now was `" + unknown.value()
                        + "`";
        };
    }

    /** Writes date and time to the millisecond, in UTC. */
    static String time(long millis) {
        return FULL.format(Instant.ofEpochMilli(millis));
    }

    /** The time of day, and the date if it is not that of {@code now}. */
    static String timeFrom(long millis, long now) {
        boolean sameDay = Math.floorDiv(millis, 86_400_000L) == Math.floorDiv(now, 86_400_000L);
        return (sameDay ? CLOCK : FULL).format(Instant.ofEpochMilli(millis));
    }

    /** Writes date and time to the second, for limits. */
    static String until(long millis) {
        return DAY.format(Instant.ofEpochMilli(millis));
    }

    /** A length of time in its two largest units. */
    static String duration(long millis) {
        Duration d = Duration.ofMillis(millis);
        var parts = new ArrayList<String>();
        add(parts, d.toDays(), "d");
        add(parts, d.toHoursPart(), "h");
        add(parts, d.toMinutesPart(), "min");
        add(parts, d.toSecondsPart(), "s");
        add(parts, d.toMillisPart(), "ms");
        return parts.isEmpty() ? "0 s" : String.join(" ", parts.subList(0, Math.min(2, parts.size())));
    }

    /** The time between two things in the one unit that a reader grasps at once: {@code 2.2 s}, {@code 14 min}. */
    static String between(long millis) {
        Duration d = Duration.ofMillis(millis);
        if (d.toMinutes() < 1) {
            return millis < 1_000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
        }
        if (d.toHours() < 2) {
            return d.toMinutes() + " min";
        }
        return d.toDays() < 2 ? d.toHours() + " h" : d.toDays() + " d";
    }

    private static void add(List<String> parts, long number, String unit) {
        if (number > 0) {
            parts.add(number + " " + unit);
        }
    }

    static String name(Actor actor) {
        return Plain.of(actor.name());
    }

    /** The attributes beside the name: {@code owner treasury, no model, runtime tok-1}. */
    static String attributes(Actor actor) {
        Set<String> names = new LinkedHashSet<>(ORDER);
        names.addAll(actor.attributes().keySet());
        names.remove(Attributes.AGENT);
        return names.stream()
                .map(n -> switch (actor.get(n)) {
                    case AttributeValue.Known known -> n + " " + Plain.of(known.value());
                    case AttributeValue.Several several -> n + " " + several(several);
                    case AttributeValue.NotApplicable na -> "no " + n;
                    case AttributeValue.Unknown unknown -> "unknown " + n;
                })
                .collect(Collectors.joining(", "));
    }

    /** The values one after the other, such as the owners of an agent that acts for several. */
    static String several(AttributeValue.Several several) {
        return several.values().stream().map(Plain::of).collect(Collectors.joining(" and "));
    }

    private static boolean share(AttributeValue one, AttributeValue other) {
        return !Collections.disjoint(one.texts(), other.texts());
    }

    /** Words in what two parties do not surely differ: {@code same owner and chain, unknown model}. */
    static String dependence(Actor one, Actor other) {
        Set<String> names = new LinkedHashSet<>();
        names.add(Attributes.AGENT);
        names.addAll(ORDER);
        names.addAll(one.attributes().keySet());
        var same = new ArrayList<String>();
        var unknown = new ArrayList<String>();
        for (String n : names) {
            if (share(one.get(n), other.get(n))) {
                same.add(n);
            } else if (!AttributeValue.surelyDiffer(one.get(n), other.get(n))) {
                unknown.add(n);
            }
        }
        if (same.isEmpty() && unknown.isEmpty()) {
            return "differs in every attribute";
        }
        return (same.isEmpty() ? "" : "same " + list(same))
                + (same.isEmpty() || unknown.isEmpty() ? "" : "; ")
                + (unknown.isEmpty() ? "" : "not known to differ in " + list(unknown));
    }

    /** Lists words as {@code a, b and c}. */
    static String list(List<String> words) {
        return words.size() < 2
                ? String.join("", words)
                : String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
    }

    static String keys(Collection<Key> keys) {
        return keys.stream().map(Phrases::key).collect(Collectors.joining(", "));
    }

    /** The key, or that it stands for all of its kind. */
    static String key(Key key) {
        return Wildcard.is(key) ? "every " + Plain.of(key.kind()) : Plain.of(key.toString());
    }

    /** The tool with what it acts on: {@code erp/release_payment on payment/7}. */
    static String call(CallFacts facts) {
        String on = !facts.actsOn().isEmpty()
                ? " on " + keys(facts.actsOn())
                : !facts.related().isEmpty() ? " for " + keys(facts.related()) : "";
        return Plain.of(facts.tool()) + on;
    }

    /** The arguments that may be shown. */
    static String arguments(CallFacts facts) {
        return facts.projection().entrySet().stream().map(Phrases::argument).collect(Collectors.joining(", "));
    }

    private static String argument(Map.Entry<String, ?> entry) {
        Object value = entry.getValue();
        String shown = value instanceof String text ? "\"" + Plain.of(text) + "\"" : String.valueOf(value);
        String name = entry.getKey();
        return Plain.of(name.startsWith("args.") ? name.substring("args.".length()) : name) + "=" + shown;
    }

    /** Words what came of a call, without the word for it. */
    static String detail(Settlement settlement) {
        return switch (settlement) {
            case Settlement.Succeeded s ->
                Stream.of(
                                s.created().isEmpty() ? "" : "created " + keys(s.created()),
                                s.undone().isEmpty() ? "" : "without " + elements(s.undone()))
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(", "));
            case Settlement.Existed e ->
                "returned " + keys(e.named())
                        + (e.findings().isEmpty() ? "" : ", which breaks " + EventLine.reasons(e.findings()));
            case Settlement.Failed f -> Plain.of(f.reason());
            case Settlement.Unknown u ->
                Plain.of(u.reason()) + (u.named().isEmpty() ? "" : ", naming " + keys(u.named()));
        };
    }

    /** Elements of a list, by their places from 0. */
    static String elements(List<Integer> places) {
        return (places.size() == 1 ? "element " : "elements ")
                + places.stream().limit(MOST_PLACES).map(String::valueOf).collect(Collectors.joining(", "))
                + (places.size() > MOST_PLACES ? " and " + (places.size() - MOST_PLACES) + " more" : "");
    }

    /** Words what became of an answer that was looked at; empty where there is nothing to say. */
    static String delivery(Event.CallSettled settled) {
        if (settled.delivery().isEmpty()) {
            return "";
        }
        Delivery delivery = settled.delivery().get();
        String reasons = delivery.findings().stream()
                .map(finding -> finding.detail().isEmpty() || !finding.rule().isEmpty()
                        ? EventLine.reasons(List.of(finding))
                        : Plain.of(finding.detail()))
                .collect(Collectors.joining(", "));
        return (delivery.withheld() ? "  answer withheld" : "  answer delivered")
                + (delivery.labels().isEmpty() ? "" : " as " + Plain.of(String.join(", ", delivery.labels())))
                + (reasons.isEmpty() ? "" : ": " + reasons);
    }

    static String word(Settlement settlement) {
        return switch (settlement) {
            case Settlement.Succeeded s -> "succeeded";
            case Settlement.Existed e -> "existed";
            case Settlement.Failed f -> "failed";
            case Settlement.Unknown u -> "unknown";
        };
    }

    static String painted(Settlement settlement, Paint paint) {
        String word = word(settlement);
        String detail = detail(settlement);
        String shown = switch (settlement) {
            case Settlement.Succeeded s -> paint.permit(word);
            case Settlement.Existed e -> paint.hold(word);
            case Settlement.Failed f -> paint.deny(word);
            case Settlement.Unknown u -> paint.hold("outcome unknown");
        };
        return shown + beforeDetail(settlement, detail) + detail;
    }

    /** The text between the word for an outcome and the rest. */
    static String beforeDetail(Settlement settlement, String detail) {
        boolean objects = settlement instanceof Settlement.Succeeded || settlement instanceof Settlement.Existed;
        return detail.isEmpty() ? "" : objects ? ", " : ": ";
    }

    /** The way in which an outcome became known without a person. */
    static String by(Confirmation confirmation) {
        return switch (confirmation) {
            case Confirmation.Read read -> "confirmed with " + Plain.of(read.tool());
            case Confirmation.Told told -> "reported by " + Plain.of(told.source()) + " as " + Plain.of(told.id());
        };
    }

    static String word(PlanKind answer) {
        return switch (answer) {
            case SATISFIABLE -> "can be carried out";
            case UNSATISFIABLE -> "cannot be carried out";
            case UNKNOWN -> "not known whether it can be carried out";
        };
    }

    static String word(EndReason reason) {
        return switch (reason) {
            case CLOSED -> "closed";
            case CANCELLED -> "cancelled";
            case DONE -> "done";
            case EXPIRED -> "expired";
            case IDLE -> "idle";
            case PARENT_ENDED -> "ended";
            case REGISTRATION_CHANGED -> "ended";
        };
    }

    static String word(LeaseEnd reason) {
        return switch (reason) {
            case TASK_ENDED -> "its task ended";
            case EXPIRED -> "it expired";
            case CONFLICT -> "its holder broke a rule outside";
            case LATE_LINK -> "it relied on a difference that does not exist";
            case OWNER_GONE -> "no one is accountable for its holder";
            case SUSPENDED -> "its holder, or an agent its holder works for, is suspended";
            case BY_HAND -> "by hand";
            case FAILED -> "it could not be issued";
        };
    }

    /** A span of time as the policy language writes it, such as {@code 1h30m}. */
    static String span(long millis) {
        long seconds = Math.max(1, millis / 1_000);
        var text = new StringBuilder();
        long[] units = {86_400, 3_600, 60, 1};
        String[] names = {"d", "h", "m", "s"};
        for (int i = 0; i < units.length; i++) {
            if (seconds >= units[i]) {
                text.append(seconds / units[i]).append(names[i]);
                seconds %= units[i];
            }
        }
        return text.toString();
    }

    static String word(DelegationEnd reason) {
        return switch (reason) {
            case EXPIRED -> "it expired";
            case ENDED -> "by hand";
            case GONE -> "the person who made it or the person who received it has left, or is not in the group";
        };
    }

    static String word(SuspendCause cause) {
        return switch (cause) {
            case BY_HAND -> "by hand";
            case OWNER_LOST -> "the registry no longer names an owner";
            case NOT_REGISTERED -> "it is no longer registered, but has tasks";
        };
    }

    /** A quotation, or nothing. */
    static String quoted(String text) {
        return text.isEmpty() ? "" : "  \"" + Plain.of(text) + "\"";
    }
}
