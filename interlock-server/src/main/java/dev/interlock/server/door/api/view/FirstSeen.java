package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Key;
import dev.interlock.server.render.Ids;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of a held call occur first in what the record has of its objects and its task: an earlier call gave the equal value
 * or created the object of this id. That two values are equal does not say that one comes from the other.
 */
final class FirstSeen {

    /** An instruction has shorter texts by chance. */
    private static final int SHORTEST = 2;

    private static final String NUMBER = "-?[0-9]{1,30}(\\.[0-9]{1,30})?";

    /** What in a text may be a number: not a part of a longer word, nor of an id such as {@code P-12}. */
    private static final Pattern NUMBERS = Pattern.compile("(?<![\\w.,/-])" + NUMBER + "(?![\\w/-]|[.,][0-9])");

    private final List<PastCall> calls;
    private final String instruction;

    /** @param calls ascending by number */
    FirstSeen(List<PastCall> calls, String instruction) {
        this.calls = calls;
        this.instruction = instruction;
    }

    /** An occurrence of a value, by the number of the entry that shows it. */
    private record Occurrence(long entry, PastCall call, Optional<String> argument) {}

    void put(ObjectNode out, Event.CallHeld held) {
        for (Map.Entry<String, @Nullable Object> argument :
                held.facts().projection().entrySet()) {
            Object value = argument.getValue();
            if (value == null || value instanceof Boolean) {
                continue; // equal to many by chance
            }
            ObjectNode one = out.putObject(argument.getKey());
            one.put("instruction", isInstructed(value));
            first(value).ifPresent(found -> put(one, found));
        }
    }

    /** Returns whether the instruction has the value as a word of its own, or the number as it may be written otherwise. */
    private boolean isInstructed(Object value) {
        String text = text(value);
        if (text.length() < SHORTEST) {
            return false;
        }
        Optional<BigDecimal> wanted = number(value);
        if (wanted.isPresent()) {
            return NUMBERS.matcher(instruction)
                    .results()
                    .anyMatch(found -> new BigDecimal(found.group()).compareTo(wanted.get()) == 0);
        }
        for (int at = instruction.indexOf(text); at >= 0; at = instruction.indexOf(text, at + 1)) {
            if (!isWord(at - 1) && !isWord(at + text.length())) {
                return true;
            }
        }
        return false;
    }

    private boolean isWord(int place) {
        return place >= 0 && place < instruction.length() && Character.isLetterOrDigit(instruction.charAt(place));
    }

    private static void put(ObjectNode out, Occurrence found) {
        PastCall call = found.call();
        out.put("entry", found.entry())
                .put("call", Ids.call(call.number()))
                .put("by", call.party())
                .put("tool", call.decided().facts().tool())
                .put("at", Times.of(call.recorded().timeMillis()))
                .put("how", found.argument().isPresent() ? "given" : "created");
        found.argument().ifPresent(name -> out.put("as", name));
    }

    private Optional<Occurrence> first(Object value) {
        Occurrence first = null;
        for (PastCall call : calls) {
            if (first != null && call.number() > first.entry()) {
                break; // what comes later was recorded later
            }
            Occurrence here = in(call, value);
            if (here != null && (first == null || here.entry() < first.entry())) {
                first = here;
            }
        }
        return Optional.ofNullable(first);
    }

    private static @Nullable Occurrence in(PastCall call, Object value) {
        for (Map.Entry<String, @Nullable Object> argument :
                call.decided().facts().projection().entrySet()) {
            Object given = argument.getValue();
            if (given != null && equal(given, value)) {
                return new Occurrence(call.number(), call, Optional.of(argument.getKey()));
            }
        }
        OptionalLong settled = call.settled();
        for (Key named : call.named()) {
            if (named.value().equals(text(value))) {
                return new Occurrence(settled.orElse(call.number()), call, Optional.empty());
            }
        }
        return null;
    }

    private static String text(Object value) {
        return String.valueOf(value);
    }

    /** Returns whether two values are equal: as numbers, where both are written as such. */
    private static boolean equal(Object one, Object other) {
        if (one.equals(other) || text(one).equals(text(other))) {
            return true;
        }
        Optional<BigDecimal> first = number(one);
        return first.isPresent()
                && number(other)
                        .filter(second -> first.get().compareTo(second) == 0)
                        .isPresent();
    }

    private static Optional<BigDecimal> number(Object value) {
        String text = text(value);
        return text.matches(NUMBER) ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }
}
