package dev.interlock.engine.monitor;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.table.ActorTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The part of {@code separate} about open calls that this one may overtake. An open call was permitted by its own tier
 * before this one came; where this one takes effect first, that permit must still be right.
 */
final class Overtaking {

    /** @param roles the entries that the open call carries */
    private record Open(long call, int[] row, Tier tier, long roles) {}

    private final SeparateMonitor rule;

    Overtaking(SeparateMonitor rule) {
        this.rule = rule;
    }

    /**
     * Adds the conflicts of open calls on the key in which this call takes part.
     *
     * @param creating open calls that may turn out to be on the key, which they do not name
     * @param first place of the first finding on this key
     */
    void check(
            CallView call,
            long roles,
            Optional<Key> key,
            int id,
            List<CallView> creating,
            List<Finding> findings,
            int first) {
        Tier mine = rule.terms.tier(call);
        if (rule.atMost == 1 && allOfTier(mine, id, creating)) {
            return; // as below, for all
        }
        List<Open> open = openOn(call, key, id, creating);
        for (Open other : open) {
            // INVARIANT: if one entry is the most and the tiers are the same, this call has the same conflict itself.
            boolean same = rule.atMost == 1 && rule.terms.tier(other.tier).rank() == mine.rank();
            int own = Long.bitCount(other.roles);
            boolean takesPart = own <= rule.atMost && Long.bitCount(other.roles | roles) > own;
            if (!same && takesPart) {
                Optional<Finding> conflict = conflict(call, roles, key, id, creating, other, open);
                if (conflict.isPresent() && !isTold(conflict.get(), findings.subList(first, findings.size()))) {
                    findings.add(conflict.get());
                }
            }
        }
    }

    /** Returns whether one of these findings is stricter, or as strict and with the same need. */
    static boolean isTold(Finding finding, List<Finding> told) {
        for (Finding other : told) {
            int stricter = other.outcome().compareTo(finding.outcome());
            if (stricter > 0 || (stricter == 0 && other.need().equals(finding.need()))) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether all open calls on the key are judged by the one tier. */
    private boolean allOfTier(Tier tier, int id, List<CallView> creating) {
        if (rule.terms.ownTier().isPresent()) {
            return true;
        }
        for (CallView other : creating) {
            if (other.tier().rank() != tier.rank()) {
                return false;
            }
        }
        var open = rule.shared.open.records();
        for (int on : rule.counting(id)) {
            for (int n = rule.shared.open.first(rule.number, on); n >= 0; n = open.next(n)) {
                if (rule.shared.open.tier(n) != tier.rank()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The open calls on the key, ascending. */
    private List<Open> openOn(CallView call, Optional<Key> key, int id, List<CallView> creating) {
        var found = new ArrayList<Open>();
        var open = rule.shared.open.records();
        for (int on : rule.counting(id)) {
            for (int n = rule.shared.open.first(rule.number, on); n >= 0; n = open.next(n)) {
                if (!call.continues(open.call(n))) {
                    add(
                            found,
                            open.call(n),
                            rule.shared.actors.row(open.actor(n)),
                            rule.shared.tiersByRank[rule.shared.open.tier(n)],
                            1L << open.entry(n));
                }
            }
        }
        for (CallView other : creating) {
            if (rule.mayLieOn(other, key, id)) {
                add(found, other.seq(), other.row(), other.tier(), rule.rolesOf(other));
            }
        }
        found.sort((a, b) -> Long.compare(a.call, b.call));
        return found;
    }

    private static void add(List<Open> found, long call, int[] row, Tier tier, long roles) {
        for (int i = found.size() - 1; i >= 0; i--) {
            if (found.get(i).call == call) {
                found.set(i, new Open(call, row, tier, found.get(i).roles | roles));
                return;
            }
        }
        found.add(new Open(call, row, tier, roles));
    }

    private Optional<Finding> conflict(
            CallView call, long roles, Optional<Key> key, int id, List<CallView> creating, Open last, List<Open> open) {
        long together = last.roles | roles;
        int[] level = rule.columns.of(last.tier);
        List<int[]> parties = rule.shared.actors.each(last.row, level);
        long[][] coveredBy = new long[parties.size()][];
        for (int party = 0; party < coveredBy.length; party++) {
            long[] covered = rule.shared.covered(party);
            coveredBy[party] = covered;
            Arrays.fill(covered, together);
            if (Long.bitCount(together) <= rule.atMost) {
                cover(call, id, last, parties.get(party), open, level, covered);
            }
        }
        for (int column : level) {
            for (int party = 0; party < coveredBy.length; party++) {
                int value = parties.get(party)[column];
                if (Long.bitCount(coveredBy[party][column]) > rule.atMost
                        && !rule.shared.actors.surelyDiffer(value, call.row()[column])) {
                    return Optional.of(
                            found(call, key, id, creating, last, together, column, value, coveredBy[party][column]));
                }
            }
        }
        return Optional.empty();
    }

    private void cover(CallView call, int id, Open last, int[] party, List<Open> open, int[] level, long[] covered) {
        for (int on : rule.counting(id)) {
            rule.shared.succeeded.cover(rule.number, on, party, level, rule.entries, call.now(), covered);
        }
        for (Open other : open) {
            if (other.call != last.call) {
                Bindings.cover(rule.shared.actors, party, other.row, other.roles, level, covered);
            }
        }
    }

    private Finding found(
            CallView call,
            Optional<Key> key,
            int id,
            List<CallView> creating,
            Open last,
            long together,
            int column,
            int value,
            long covered) {
        var witnesses = new ArrayList<Witness>();
        witnesses.add(new Witness(last.call, rule.markOf(Long.numberOfTrailingZeros(last.roles))));
        String attribute = rule.shared.actors.attribute(column);
        var unknown = new ArrayList<UnknownAttribute>(0);
        if (last.row[column] == ActorTable.UNKNOWN) {
            unknown.add(UnknownAttribute.of(last.call, attribute));
        }
        int needed = rule.atMost + 1 - Long.bitCount(together);
        for (int entry = 0; entry < rule.entries && needed > 0; entry++) {
            long bit = 1L << entry;
            if ((together & bit) == 0 && (covered & bit) != 0) {
                Latest most = rule.mostRecent(call, value, key, id, creating, entry, column, last.call);
                witnesses.add(new Witness(most.call(), rule.markOf(entry)));
                most.addUnknown(attribute, unknown);
                needed--;
            }
        }
        Tier tier = rule.terms.tier(last.tier);
        return rule.conflict(tier, key, column, witnesses).restingOn(unknown);
    }
}
