package dev.interlock.engine.monitor;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.table.KeyTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The kind of datasets that a wall is about, which tells the datasets that a call touches. */
sealed interface WallDatasets {

    /** The roles that the marks have for the rule. */
    long roles(Iterable<String> marks);

    /**
     * The type that the rule needs and lacks, so that it cannot be evaluated for the call that is being decided; empty
     * where it can be.
     */
    Optional<String> missing(CallView call);

    /** The type of which the call touches every dataset; empty where it touches those that it names. */
    Optional<String> allOf(CallView call);

    /** Returns whether the call, while it is open, may turn out to touch any dataset. */
    boolean mayTouchAny(CallView call);

    /** The datasets that the call touches, by what is recorded now. */
    Touched of(CallView call, long roles);

    /** The datasets and classes that these objects touch, as recorded now. */
    Touched of(int[] objects);

    /** Returns whether a created object is the new dataset that the call touches. */
    boolean isDataset(int created);

    /** The key that a finding is about. */
    Optional<Key> key(CallView call, int ofClass);

    /** The class as the key of a finding that is about no call. */
    Optional<Key> classKey(int ofClass);

    /** The mark for which a call that touched the dataset counts. */
    String mark(int dataset);

    static WallDatasets of(Rule.Datasets datasets, KeyTable keys, Map<String, ObjectType> types) {
        return switch (datasets) {
            case Rule.Datasets.Objects objects -> new Objects(objects, keys, types);
            case Rule.Datasets.Labels labels -> new Labels(labels.labels());
        };
    }

    /** Role 1: the call carries one of the duties. Datasets and classes are numbers of keys. */
    final class Objects implements WallDatasets {

        private static final int NO_CLASS = KeyTable.ABSENT;

        private final Rule.Datasets.Objects rule;
        private final KeyTable keys;
        private final int kind;
        private final int classKind;
        /** Types that a dataset may be recorded to belong to. */
        private final Set<String> of;

        private final String mark;

        Objects(Rule.Datasets.Objects rule, KeyTable keys, Map<String, ObjectType> types) {
            this.rule = rule;
            this.keys = keys;
            this.kind = keys.internKind(rule.between());
            this.classKind = rule.conflictClass().map(keys::internKind).orElse(NO_CLASS);
            ObjectType type = types.get(rule.between());
            this.of = type == null ? Set.of() : type.of().keySet();
            this.mark = String.join("|", rule.duties().stream().sorted().toList());
        }

        @Override
        public long roles(Iterable<String> marks) {
            for (String carried : marks) {
                if (rule.duties().contains(carried)) {
                    return 1;
                }
            }
            return 0;
        }

        @Override
        public Optional<String> missing(CallView call) {
            if (call.unresolved().contains(rule.between())) {
                return Optional.of(rule.between());
            }
            if (call.readsAll(rule.between())) {
                return Optional.empty();
            }
            boolean creates = call.creates(rule.between());
            boolean any = creates;
            boolean classless = classKind != NO_CLASS && creates && !eachCreatedHasClass(call);
            for (int i = 0; i < call.objects(); i++) {
                if (call.kind(i) == kind) {
                    any = true;
                    classless |= classKind != NO_CLASS && !hasClass(call.id(i));
                }
            }
            return !any ? Optional.of(rule.between()) : classless ? rule.conflictClass() : Optional.empty();
        }

        private boolean hasClass(int dataset) {
            var found = new Touched.Builder();
            addAbove(dataset, dataset, found, 0);
            return found.size() > 0;
        }

        private boolean eachCreatedHasClass(CallView call) {
            return call.facts().eachCreates(rule.between())
                    ? call.facts().elements().stream().allMatch(element -> createdHasClass(element.related()))
                    : createdHasClass(call.facts().related());
        }

        /**
         * Returns whether an object with these owners has a class. A class that no call named before counts, too,
         * though its object is not in the table yet.
         */
        private boolean createdHasClass(List<Key> owners) {
            for (Key related : owners) {
                if (of.contains(related.kind())
                        && (keys.kindOf(related.kind()) == classKind || hasClass(keys.find(related)))) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public Optional<String> allOf(CallView call) {
            return call.readsAll(rule.between()) ? Optional.of(rule.between()) : Optional.empty();
        }

        @Override
        public boolean mayTouchAny(CallView call) {
            return call.facts().mayExist(rule.between());
        }

        @Override
        public Touched of(CallView call, long roles) {
            var found = new Touched.Builder();
            if (allOf(call).isPresent()) {
                found.add(Touched.ALL, Touched.ALL, 0);
                return found.build();
            }
            for (int i = 0; i < call.objects(); i++) {
                if (call.kind(i) == kind) {
                    addNamed(call.id(i), found);
                }
            }
            CallFacts facts = call.facts();
            if (facts.eachCreates(rule.between())) {
                for (int place = 0; place < facts.elements().size(); place++) {
                    Element element = facts.elements().get(place);
                    boolean named = derives(element.derivedFrom()) || isNamed(call, told(call, place));
                    int from = named ? 0 : found.size();
                    for (int dataset : created(call, element, place)) {
                        addCreated(call, element.related(), dataset, found, from);
                    }
                }
            } else if (call.creates(rule.between())) {
                // A created dataset that the call names as well is that one, also where it has no number yet.
                boolean named = facts.derives(rule.between()) || isNamed(call, call.created());
                for (int dataset : created(call)) {
                    addCreated(call, facts.related(), dataset, found, named ? 0 : found.size());
                }
            }
            return found.build();
        }

        @Override
        public Touched of(int[] objects) {
            var found = new Touched.Builder();
            for (int id : objects) {
                if (keys.kind(id) == kind) {
                    addNamed(id, found);
                }
            }
            return found.build();
        }

        private void addNamed(int id, Touched.Builder found) {
            for (int dataset : originals(id)) {
                int from = found.size();
                if (classKind == NO_CLASS) {
                    found.add(Touched.ONE_CLASS, dataset, from);
                } else {
                    addAbove(id, dataset, found, from);
                }
            }
        }

        /** Returns whether an object that was observed to be created is among those that the call is about, too. */
        private boolean isNamed(CallView call, List<Key> created) {
            for (int i = 0; i < call.objects(); i++) {
                if (call.kind(i) == kind && created.contains(call.key(i))) {
                    return true;
                }
            }
            return false;
        }

        /** The objects that an object descends from and that descend from nothing themselves: a copy is no other dataset. */
        private int[] originals(int id) {
            if (id == KeyTable.ABSENT || keys.lineage().parents(id).length == 0) {
                return new int[] {id};
            }
            List<Integer> seen = new ArrayList<>(List.of(id));
            for (int i = 0; i < seen.size(); i++) {
                for (int parent : keys.lineage().parents(seen.get(i))) {
                    if (!seen.contains(parent)) {
                        seen.add(parent);
                    }
                }
            }
            int[] first = seen.stream()
                    .mapToInt(Integer::intValue)
                    .filter(one -> keys.lineage().parents(one).length == 0)
                    .toArray();
            return first.length > 0 ? first : new int[] {Collections.min(seen, Comparator.comparing(keys::key))};
        }

        /** The datasets of what the call creates: those of its sources, the name if it is known, or a new one. */
        private int[] created(CallView call) {
            if (call.facts().derives(rule.between())) {
                return ofSources(call.facts().derivedFrom());
            }
            int[] named = named(call.created());
            return named.length > 0 ? named : new int[] {Touched.NEW};
        }

        /** The datasets of what an element creates, likewise; what existed in the place of all may be any of these. */
        private int[] created(CallView call, Element element, int place) {
            if (derives(element.derivedFrom())) {
                return ofSources(element.derivedFrom());
            }
            if (call.created().isEmpty()) {
                return new int[] {Touched.newOf(place)};
            }
            return named(told(call, place));
        }

        private static List<Key> told(CallView call, int place) {
            return call.creations().map(told -> told.ofElement(place)).orElse(call.created());
        }

        private boolean derives(List<Key> sources) {
            return sources.stream().anyMatch(source -> source.kind().equals(rule.between()));
        }

        private int[] ofSources(List<Key> sources) {
            return sources.stream()
                    .filter(source -> source.kind().equals(rule.between()))
                    .flatMapToInt(source -> IntStream.of(originals(keys.find(source))))
                    .toArray();
        }

        private int[] named(List<Key> created) {
            return created.stream()
                    .filter(object -> object.kind().equals(rule.between()))
                    .mapToInt(keys::find)
                    .toArray();
        }

        private void addCreated(CallView call, List<Key> owners, int dataset, Touched.Builder found, int from) {
            if (classKind == NO_CLASS) {
                found.add(Touched.ONE_CLASS, dataset, from);
                return;
            }
            for (Key related : owners) {
                int id = keys.find(related);
                if (of.contains(related.kind()) && id == KeyTable.ABSENT && keys.kindOf(related.kind()) == classKind) {
                    found.add(unseen(call.facts().related().indexOf(related)), dataset, from);
                } else if (of.contains(related.kind()) && id != KeyTable.ABSENT) {
                    if (keys.kind(id) == classKind) {
                        found.add(id, dataset, from);
                    }
                    addAbove(id, dataset, found, from);
                }
            }
        }

        /** A class that no recorded call named: only what is about all touched anything in it. */
        private static int unseen(int related) {
            return -2 - related;
        }

        /** Adds the dataset with each class that is recorded above an object. */
        private void addAbove(int object, int dataset, Touched.Builder found, int from) {
            int[] near = object == KeyTable.ABSENT ? new int[0] : keys.relations(object);
            List<Integer> seen = new ArrayList<>();
            for (int relation : near) {
                seen.add(relation);
            }
            for (int i = 0; i < seen.size(); i++) {
                int above = seen.get(i);
                if (keys.kind(above) == classKind) {
                    found.add(above, dataset, from);
                }
                for (int further : keys.relations(above)) {
                    if (!seen.contains(further)) {
                        seen.add(further);
                    }
                }
            }
        }

        @Override
        public boolean isDataset(int created) {
            return keys.kind(created) == kind;
        }

        @Override
        public Optional<Key> key(CallView call, int ofClass) {
            if (classKind != NO_CLASS) {
                return Optional.of(ofClass < NO_CLASS ? call.facts().related().get(-2 - ofClass) : keys.key(ofClass));
            }
            Key least = null;
            for (int i = 0; i < call.objects(); i++) {
                if (call.kind(i) == kind && (least == null || call.key(i).compareTo(least) < 0)) {
                    least = call.key(i);
                }
            }
            return Optional.ofNullable(least);
        }

        @Override
        public Optional<Key> classKey(int ofClass) {
            return classKind == NO_CLASS ? Optional.empty() : Optional.of(keys.key(ofClass));
        }

        @Override
        public String mark(int dataset) {
            return mark;
        }
    }

    /** Bit {@code i} of the roles: the call carries label {@code i}, which is the dataset of this number. */
    record Labels(List<String> labels) implements WallDatasets {

        @Override
        public long roles(Iterable<String> marks) {
            long roles = 0;
            for (String carried : marks) {
                int label = labels.indexOf(carried);
                roles |= label < 0 ? 0 : 1L << label;
            }
            return roles;
        }

        @Override
        public Optional<String> missing(CallView call) {
            return Optional.empty();
        }

        @Override
        public Optional<String> allOf(CallView call) {
            return Optional.empty();
        }

        @Override
        public boolean mayTouchAny(CallView call) {
            return false;
        }

        @Override
        public Touched of(CallView call, long roles) {
            var found = new Touched.Builder();
            for (long rest = roles; rest != 0; rest &= rest - 1) {
                found.add(Touched.ONE_CLASS, Long.numberOfTrailingZeros(rest), found.size());
            }
            return found.build();
        }

        @Override
        public Touched of(int[] objects) {
            return new Touched.Builder().build();
        }

        @Override
        public boolean isDataset(int created) {
            return false;
        }

        @Override
        public Optional<Key> key(CallView call, int ofClass) {
            return Optional.empty();
        }

        @Override
        public Optional<Key> classKey(int ofClass) {
            return Optional.empty();
        }

        @Override
        public String mark(int dataset) {
            return labels.get(dataset);
        }
    }
}
