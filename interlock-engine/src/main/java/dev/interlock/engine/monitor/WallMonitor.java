package dev.interlock.engine.monitor;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.table.ActorTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code wall}: the Chinese wall (Brewer and Nash 1989). Succeeded calls lie in {@link WallSides}, by column; open ones
 * lie by conflict class. The classes of a call's datasets are those recorded when it was reserved.
 */
final class WallMonitor implements Monitor {

    record Open(CallView call, int[] datasets) {}

    /** Any dataset of any class. */
    private static final Touched ANY = new Touched(new int[] {Touched.ALL}, new int[] {Touched.ALL});

    /** Findings of one wall have all a key, or none. */
    private static final Comparator<Finding> BY_KEY =
            (a, b) -> a.key().flatMap(key -> b.key().map(key::compareTo)).orElse(0);

    private final Rule.Wall rule;
    private final Terms terms;
    private final Separation shared;
    private final WallDatasets datasets;
    private final Columns columns;
    /** The sides of the wall by column; null for columns that no level of this rule has. */
    private final @Nullable WallSides[] sides;

    private final TreeMap<Long, Touched> open = new TreeMap<>();
    /** The datasets that open calls may have touched besides, because an unclear outcome named objects. */
    private final TreeMap<Long, Touched> unclear = new TreeMap<>();

    /** The open calls of each class, ascending. */
    private final Map<Integer, List<Open>> openByClass = new HashMap<>();

    WallMonitor(Rule.Wall rule, Bundle bundle, Separation shared) {
        this.rule = rule;
        this.terms = new Terms(rule.head(), bundle.tiers());
        this.shared = shared;
        this.datasets = WallDatasets.of(rule.datasets(), shared.keys, bundle.types());
        this.columns = new Columns(shared, rule.independence(), terms);
        this.sides = new WallSides[shared.actors.columns()];
        for (Tier tier : bundle.tiers().values()) {
            for (int column : columns.of(tier)) {
                sides[column] = new WallSides();
            }
        }
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public long roles(Iterable<String> marks) {
        return datasets.roles(marks);
    }

    /** Returns the roles that were found together with those of the call itself; 0 where they add nothing to these. */
    @Override
    public long answered(long found, long declared) {
        return (found & ~declared) == 0 ? 0 : found | declared;
    }

    @Override
    public void check(CallView call, long roles, List<Finding> findings) {
        Optional<String> missing = datasets.missing(call);
        if (missing.isPresent()) {
            findings.add(terms.notEvaluable(missing.get()));
            return;
        }
        Optional<Key> all = datasets.allOf(call).map(Wildcard::of);
        if (all.isPresent()) {
            int from = findings.size();
            checkAlone(call, all, findings);
            checkBeforeOpen(call, all, openAnywhere(call), new int[] {Touched.ALL}, findings, from);
            return;
        }
        Touched touched = datasets.of(call, roles);
        int first = findings.size();
        for (int ofClass : touched.distinctClasses()) {
            int from = findings.size();
            int[] own = touched.in(ofClass);
            if (own.length > 1) {
                checkAlone(call, datasets.key(call, ofClass), findings);
            } else {
                checkAfterOthers(call, ofClass, own[0], findings);
            }
            checkBeforeOpen(call, datasets.key(call, ofClass), openIn(ofClass, call), own, findings, from);
        }
        if (findings.size() - first > 1) {
            // Several findings of one class are about one key, and stay in their order.
            findings.subList(first, findings.size()).sort(BY_KEY);
        }
    }

    /** Adds the finding for a call that touches two datasets of the class itself. */
    private void checkAlone(CallView call, Optional<Key> key, List<Finding> findings) {
        for (int column : columns.of(call.tier())) {
            if (call.row()[column] != ActorTable.NOT_APPLICABLE) {
                findings.add(crossed(terms.tier(call), key, column, List.of()));
                return;
            }
        }
    }

    private void checkAfterOthers(CallView call, int ofClass, int own, List<Finding> findings) {
        for (int column : columns.of(call.tier())) {
            int value = call.row()[column];
            if (value != ActorTable.NOT_APPLICABLE) {
                Other other = mostRecentOther(call, ofClass, own, column);
                if (other != null) {
                    findings.add(crossed(terms.tier(call), datasets.key(call, ofClass), column, List.of(other.witness))
                            .restingOn(unknown(column, other)));
                    return;
                }
            }
        }
    }

    /**
     * A call on the other side of the wall.
     *
     * @param unknown whether nobody registered the attribute of its actor by which it was looked for
     */
    private record Other(Witness witness, boolean unknown) {}

    private List<UnknownAttribute> unknown(int column, Other other) {
        return other.unknown
                ? List.of(UnknownAttribute.of(other.witness.call(), shared.actors.attribute(column)))
                : List.of();
    }

    private @Nullable Other mostRecentOther(CallView call, int ofClass, int own, int column) {
        int value = call.row()[column];
        for (Open other : openIn(ofClass, call).reversed()) {
            int dataset = firstThatDiffers(other.datasets, own);
            if (dataset != SAME && !shared.actors.surelyDiffer(value, other.call.row()[column])) {
                return other(other, dataset, column);
            }
        }
        WallSides ofColumn = sides[column];
        if (ofColumn == null) {
            return null;
        }
        int[] values = shared.actors.members(value);
        long after = windowStart(call.now());
        WallSides.Side side = WallSides.Side.later(
                ofColumn.mostRecentOther(ofClass, values, own, after),
                ofColumn.mostRecentOther(Touched.ALL, values, own, after));
        if (side == null) {
            return null;
        }
        boolean unknown =
                ofColumn.isUnknown(ofClass, side, own, after) || ofColumn.isUnknown(Touched.ALL, side, own, after);
        return new Other(new Witness(side.call(), datasets.mark(side.dataset())), unknown);
    }

    /**
     * Checks the open calls, which were permitted before this one and may take effect after it: if the tier of one is
     * another, what is between the two has to be told by that tier too.
     */
    private void checkBeforeOpen(
            CallView call, Optional<Key> key, List<Open> open, int[] own, List<Finding> findings, int from) {
        for (Open other : open) {
            int place = firstThatDiffers(own, other.datasets);
            if (place < 0) {
                continue;
            }
            for (int column : columns.of(other.call.tier())) {
                if (!shared.actors.surelyDiffer(other.call.row()[column], call.row()[column])) {
                    Tier tier = terms.tier(other.call);
                    Other before = other(other, place, column);
                    Finding finding =
                            crossed(tier, key, column, List.of(before.witness)).restingOn(unknown(column, before));
                    if (!Overtaking.isTold(finding, findings.subList(from, findings.size()))) {
                        findings.add(finding);
                    }
                    break;
                }
            }
        }
    }

    /** The open calls in the class, ascending, that are there for a call that is being decided. */
    private List<Open> openIn(int ofClass, CallView decided) {
        List<Open> open = openByClass.getOrDefault(ofClass, List.of());
        List<Open> onAll = openByClass.getOrDefault(Touched.ALL, List.of());
        if (!onAll.isEmpty()) {
            open = ascending(Stream.concat(open.stream(), onAll.stream()));
        }
        boolean any = open.stream().anyMatch(one -> decided.continues(one.call.seq()));
        return any
                ? open.stream()
                        .filter(one -> !decided.continues(one.call.seq()))
                        .toList()
                : open;
    }

    /** All open calls that touched anything, ascending, that are there for a call that is being decided. */
    private List<Open> openAnywhere(CallView decided) {
        return ascending(
                openByClass.values().stream().flatMap(List::stream).filter(one -> !decided.continues(one.call.seq())));
    }

    private static List<Open> ascending(Stream<Open> calls) {
        return calls.sorted(Comparator.comparing(one -> one.call.seq())).toList();
    }

    private static final int SAME = -1;

    /** Place of the first of the datasets that differs from this one, or SAME. */
    private static int firstThatDiffers(int[] datasets, int own) {
        return IntStream.range(0, datasets.length)
                .filter(i -> Touched.differ(datasets[i], own))
                .findFirst()
                .orElse(SAME);
    }

    /** Place of the first of these datasets that differs from one of the call's own, or SAME. */
    private static int firstThatDiffers(int[] own, int[] datasets) {
        return IntStream.range(0, datasets.length)
                .filter(i -> IntStream.of(own).anyMatch(mine -> Touched.differ(datasets[i], mine)))
                .findFirst()
                .orElse(SAME);
    }

    private Other other(Open other, int place, int column) {
        return new Other(
                new Witness(other.call.seq(), datasets.mark(other.datasets[place])),
                other.call.row()[column] == ActorTable.UNKNOWN);
    }

    private Finding crossed(Tier tier, Optional<Key> key, int column, List<Witness> witnesses) {
        return terms.finding(
                FindingCode.WALL_CROSSED,
                tier.onConflict(),
                key,
                Optional.of(shared.actors.attribute(column)),
                witnesses,
                Optional.of(terms.need(tier)),
                "");
    }

    private long windowStart(long now) {
        return rule.withinMillis().isPresent() ? now - rule.withinMillis().getAsLong() : Long.MIN_VALUE;
    }

    @Override
    public void reserve(CallView call, long roles) {
        for (WallSides ofColumn : sides) {
            if (ofColumn != null) {
                ofColumn.sweep(windowStart(call.now()));
            }
        }
        enter(call, datasets.of(call, roles));
        if (datasets.mayTouchAny(call)) {
            enterUnclear(call, ANY);
        }
    }

    private void enter(CallView call, Touched touched) {
        open.put(call.seq(), touched);
        for (int ofClass : touched.distinctClasses()) {
            openByClass.computeIfAbsent(ofClass, c -> new ArrayList<>(2)).add(new Open(call, touched.in(ofClass)));
        }
    }

    @Override
    public void unclear(CallView call, long roles) {
        Touched more = datasets.of(call.returned());
        if (more.classes().length > 0) {
            enterUnclear(call, datasets.mayTouchAny(call) ? more.and(ANY) : more);
        }
    }

    /** Enters a call in the order of the numbers, which calls that came by their reservations are in already. */
    private void enterUnclear(CallView call, Touched more) {
        Touched touched = leave(call);
        open.put(call.seq(), touched);
        unclear.put(call.seq(), more);
        Touched all = touched.and(more);
        for (int ofClass : all.distinctClasses()) {
            List<Open> calls = openByClass.computeIfAbsent(ofClass, c -> new ArrayList<>(2));
            int at = calls.size();
            while (at > 0 && calls.get(at - 1).call.seq() > call.seq()) {
                at--;
            }
            calls.add(at, new Open(call, all.in(ofClass)));
        }
    }

    private Touched leave(CallView call) {
        Touched touched = open.remove(call.seq());
        if (touched == null) {
            throw new IllegalStateException("call " + call.seq() + " is not open");
        }
        Touched more = unclear.remove(call.seq());
        for (int ofClass : (more == null ? touched : touched.and(more)).distinctClasses()) {
            openByClass.computeIfPresent(ofClass, (c, calls) -> {
                calls.removeIf(one -> one.call.seq() == call.seq());
                return calls.isEmpty() ? null : calls;
            });
        }
        return touched;
    }

    @Override
    public void succeed(CallView call, long roles, int[] created, long seq, long time) {
        Touched touched = leave(call);
        // The order is backwards, because of several datasets the first is the one that is told.
        for (int i = touched.classes().length - 1; i >= 0; i--) {
            int dataset = touched.datasets()[i];
            if (!Touched.isNew(dataset)) {
                add(call, touched.classes()[i], dataset, seq, time);
                continue;
            }
            for (int id : created) {
                if (datasets.isDataset(id) && isOf(call, id, Touched.creatorOf(dataset))) {
                    add(call, touched.classes()[i], id, seq, time);
                }
            }
        }
    }

    /**
     * Returns whether a created object is what the element in this place of the list created, as far as that is told;
     * place -1 is the call as a whole.
     */
    private boolean isOf(CallView call, int created, int place) {
        if (place < 0 || call.creations().isEmpty()) {
            return true;
        }
        if (call.undone().contains(place)) {
            return false;
        }
        int before =
                (int) call.undone().stream().filter(undone -> undone < place).count();
        return call.creations().get().ofElement(place - before).contains(shared.keys.key(created));
    }

    /** An object that was there before is a dataset of its own, too, in its own classes. */
    @Override
    public void existed(CallView call, long roles, int[] found, long seq, long time) {
        succeed(call, roles, found, seq, time);
        Touched more = datasets.of(found);
        for (int i = more.classes().length - 1; i >= 0; i--) {
            add(call, more.classes()[i], more.datasets()[i], seq, time);
        }
    }

    private void add(CallView call, int ofClass, int dataset, long seq, long time) {
        for (int column = 0; column < sides.length; column++) {
            WallSides ofColumn = sides[column];
            if (ofColumn != null) {
                int value = call.row()[column];
                ofColumn.add(ofClass, shared.actors.members(value), dataset, call.seq(), seq, time);
                if (value == ActorTable.UNKNOWN) {
                    ofColumn.add(ofClass, ActorTable.unknownOf(call.row()), dataset, call.seq(), seq, time);
                }
            }
        }
    }

    @Override
    public void merge(ActorTable.Merged values) {
        WallSides ofColumn = sides[values.column()];
        if (ofColumn != null) {
            ofColumn.merge(values.from(), values.to());
        }
        if (values.column() == ActorTable.AGENT) {
            for (WallSides each : sides) {
                if (each != null) {
                    each.merge(ActorTable.unknownOf(values.from()), ActorTable.unknownOf(values.to()));
                }
            }
        }
    }

    @Override
    public void state(ActorTable.Stated stated) {
        WallSides ofColumn = sides[stated.column()];
        if (ofColumn != null) {
            ofColumn.state(ActorTable.unknownOf(stated.agent()), stated.value());
        }
    }

    /**
     * Compares parties by the rule's level, else by that of its tier, else by that of the strictest; datasets stay as
     * they were touched.
     */
    @Override
    public void latent(Relink link, long now, List<Finding> findings) {
        int[] level = columns.strictest();
        WallSides ofColumn = link.column() < 0 ? null : sides[link.column()];
        if (ofColumn == null || IntStream.of(level).noneMatch(link::merges)) {
            return;
        }
        var classes = new TreeSet<Integer>(openByClass.keySet());
        ofColumn.addClasses(classes);
        classes.remove(Touched.ALL); // what is about all completes nothing that was not there before
        var crossings = new LatentCrossings(link, shared.actors, ofColumn, openByClass, windowStart(now));
        int first = findings.size();
        for (int ofClass : classes) {
            crossings.in(ofClass).ifPresent(two -> findings.add(latent(link, ofClass, two)));
        }
        findings.subList(first, findings.size()).sort(BY_KEY);
    }

    private Finding latent(Relink link, int ofClass, List<WallSides.Side> two) {
        return new Finding(
                rule.id(),
                FindingCode.WALL_CROSSED,
                Outcome.RECORD,
                datasets.classKey(ofClass),
                Optional.of(shared.actors.attribute(link.column())),
                two.stream()
                        .map(side -> new Witness(side.call(), datasets.mark(side.dataset())))
                        .toList(),
                Optional.empty(),
                shared.actors.textOfEither(link.column(), link.first(), link.second()));
    }

    @Override
    public void fail(CallView call, long roles) {
        leave(call);
    }

    /** The objects that a call touched were fixed at its reservation, and are not told apart by elements. */
    @Override
    public void undone(CallView part, long roles) {}

    @Override
    public void write(DataOutput out) throws IOException {
        for (WallSides ofColumn : sides) {
            if (ofColumn != null) {
                ofColumn.write(out);
            }
        }
        out.writeInt(open.size());
        for (Map.Entry<Long, Touched> one : open.entrySet()) {
            out.writeLong(one.getKey());
            one.getValue().write(out);
        }
        out.writeInt(unclear.size());
        for (Map.Entry<Long, Touched> one : unclear.entrySet()) {
            out.writeLong(one.getKey());
            one.getValue().write(out);
        }
    }

    @Override
    public void read(DataInput in, LongFunction<CallView> calls) throws IOException {
        for (WallSides ofColumn : sides) {
            if (ofColumn != null) {
                ofColumn.read(in);
            }
        }
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            CallView call = calls.apply(in.readLong());
            enter(call, Touched.read(in));
        }
        int more = in.readInt();
        for (int i = 0; i < more; i++) {
            enterUnclear(calls.apply(in.readLong()), Touched.read(in));
        }
    }
}
