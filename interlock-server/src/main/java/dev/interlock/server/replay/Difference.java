package dev.interlock.server.replay;

import java.util.List;
import java.util.Optional;

/**
 * A call that is decided in another way than before.
 *
 * @param time in ISO 8601; empty where the input does not say it
 * @param before by what is compared with: another bundle, or the record
 * @param reasonsBefore why, then
 * @param reasons why, now
 */
public record Difference(
        String place,
        Optional<String> time,
        String agent,
        String tool,
        Verdict before,
        Verdict after,
        List<Conflict.Reason> reasonsBefore,
        List<Conflict.Reason> reasons) {

    public Difference {
        reasonsBefore = List.copyOf(reasonsBefore);
        reasons = List.copyOf(reasons);
    }
}
