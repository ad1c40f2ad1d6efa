package dev.interlock.server.enforce;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Fault;
import dev.interlock.policy.secret.SecretScan;
import dev.interlock.server.domain.SecretTexts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Standing secrets in what a caller sends along: tokens, keys, passwords in addresses. They are refused, wherever they would go: an
 * agent has nothing to do with secrets, and one that sends some along has them from somewhere.
 *
 * <p>INVARIANT: nothing that is recorded of a call is made of the arguments themselves, only of these, in which a word stands in
 * the place of each secret.
 *
 * @param arguments without the secrets; the very ones that came where they held none
 * @param faults one for each argument that held one
 */
record SecretArguments(Map<String, ? extends @Nullable Object> arguments, List<Fault> faults) {

    private static final String WORD = SecretTexts.WORD;

    /** @param at the place of these arguments in a call */
    static SecretArguments of(Map<String, ? extends @Nullable Object> arguments, String at, SecretScan scan) {
        if (scan.find(arguments).isEmpty()) {
            return new SecretArguments(arguments, List.of());
        }
        Map<String, @Nullable Object> without = new LinkedHashMap<>();
        List<Fault> faults = new ArrayList<>();
        arguments.forEach((name, value) -> {
            boolean plainName = scan.find(name).isEmpty();
            SortedSet<String> found = new TreeSet<>(scan.find(value));
            found.addAll(scan.find(name));
            if (!found.isEmpty()) {
                faults.add(new Fault(
                        plainName ? at + "." + name : at,
                        found.contains(SecretScan.UNSEARCHED)
                                ? "is too long to be searched for secrets; send less at a time"
                                : "holds a secret (" + String.join(", ", found)
                                        + "), which no call may carry: Interlock itself gives upstreams the secrets"
                                        + " that they need",
                        true));
            }
            without.put(plainName ? name : WORD + without.size(), found.isEmpty() ? value : without(value, scan));
        });
        return new SecretArguments(without, List.copyOf(faults));
    }

    /** The JSON with a word in the place of each text that holds a secret, and of each such name. */
    @SuppressWarnings("unchecked")
    static Map<String, ? extends @Nullable Object> without(
            Map<String, ? extends @Nullable Object> json, SecretScan scan) {
        return scan.find(json).isEmpty()
                ? json
                : (Map<String, @Nullable Object>) Objects.requireNonNull(without((Object) json, scan));
    }

    private static @Nullable Object without(@Nullable Object value, SecretScan scan) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
                map.forEach((name, member) ->
                        copy.put(scan.find(name).isEmpty() ? name : WORD + copy.size(), without(member, scan)));
                yield copy;
            }
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>();
                list.forEach(item -> copy.add(without(item, scan)));
                yield copy;
            }
            case null -> null;
            default -> scan.find(value).isEmpty() ? value : WORD;
        };
    }

    /** The facts of these arguments, which deny the call when it held a secret. */
    CallFacts in(CallFacts facts) {
        CallFacts all = facts;
        for (Fault fault : faults) {
            all = all.with(fault);
        }
        return all;
    }
}
