package dev.interlock.server.replay;

import java.util.List;

/**
 * A call that is decided in another way than before.
 *
 * @param before by what is compared with: another bundle, or the record
 * @param reasonsBefore why, then
 * @param reasons why, now
 */
public record Difference(
        String place,
        String time,
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
