package dev.interlock.policy.catalog;

import dev.interlock.engine.model.CallFacts;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Destinations that calls with some marks may reach, whoever names them. An entry is an e-mail address, a host, a domain whose
 * sub-domains are meant ({@code *.example.com}), a bank account, or any other text, and never matches more than it says. Immutable and
 * thread-safe.
 */
public final class AllowList {

    private static final String BELOW = "*.";
    private static final int LONGEST = 512;

    private final Set<String> marks;
    private final Set<String> values = new HashSet<>();
    /** The domains whose sub-domains are allowed, each with the dot before it. */
    private final Set<String> below = new HashSet<>();

    /**
     * @param marks of the calls that it is for
     * @param entries without a {@linkplain #fault fault}
     */
    public AllowList(Set<String> marks, List<String> entries) {
        this.marks = Set.copyOf(marks);
        for (String entry : entries) {
            if (entry.startsWith(BELOW)) {
                below.add(DestinationText.ofHost(entry.substring(1)));
            } else {
                values.add(DestinationText.ofEntry(entry));
            }
        }
    }

    /** The fault in an entry, without the entry itself; empty if it has none. */
    public static Optional<String> fault(String entry) {
        if (entry.length() > LONGEST) {
            return Optional.of("is longer than " + LONGEST + " characters");
        }
        if (!entry.chars().allMatch(c -> c > ' ' && c <= '~' || c == ' ') || !entry.equals(entry.strip())) {
            return Optional.of("contains characters other than printable ASCII, or begins or ends with a space");
        }
        if (entry.startsWith(BELOW)) {
            // One label alone would be a whole top-level domain.
            return DestinationText.isHost(entry.substring(BELOW.length()))
                    ? Optional.empty()
                    : Optional.of("has no domain of at least two names after `*.`");
        }
        return entry.indexOf('*') >= 0
                ? Optional.of("contains `*` somewhere other than at the beginning of `*.example.com`")
                : Optional.empty();
    }

    /** Returns whether the list is for the call. */
    boolean isFor(CallFacts facts) {
        return facts.carriesAny(marks);
    }

    /** Returns whether a destination is in the list. */
    boolean contains(String destination) {
        return DestinationText.of(destination).stream().anyMatch(values::contains)
                || DestinationText.host(destination).filter(this::isBelow).isPresent();
    }

    private boolean isBelow(String host) {
        for (int dot = host.indexOf('.'); dot > 0; dot = host.indexOf('.', dot + 1)) {
            if (below.contains(host.substring(dot))) {
                return true;
            }
        }
        return false;
    }
}
