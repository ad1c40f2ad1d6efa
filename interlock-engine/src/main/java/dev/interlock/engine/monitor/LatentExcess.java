package dev.interlock.engine.monitor;

import dev.interlock.engine.kept.Series;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The series that one key has for a limit in one unit, together with the one that it is about to get from another key.
 * Changes neither.
 */
record LatentExcess(@Nullable Series own, Series gained, long after) {

    BigDecimal total() {
        return total(own).add(total(gained));
    }

    /** Returns whether the bound is exceeded by both together, and was exceeded by neither alone. */
    boolean completes(BigDecimal bound) {
        return total().compareTo(bound) > 0
                && total(own).compareTo(bound) <= 0
                && total(gained).compareTo(bound) <= 0;
    }

    private BigDecimal total(@Nullable Series series) {
        return series == null ? BigDecimal.ZERO : series.total(after);
    }

    /** The most recent calls that count. */
    List<Long> witnesses(int most) {
        var together = gained.likeThis();
        if (own != null) {
            together.addAll(own);
        }
        together.addAll(gained);
        var open = new ArrayList<Long>();
        together.openCalls(open);
        open.sort((a, b) -> Long.compare(b, a));
        var recent = new ArrayList<>(open.subList(0, Math.min(most, open.size())));
        together.mostRecent(after, most, recent);
        return recent.stream().distinct().toList();
    }
}
