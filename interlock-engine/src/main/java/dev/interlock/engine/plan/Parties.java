package dev.interlock.engine.plan;

import dev.interlock.engine.model.AttributeValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The available parties, grouped by authorisations and attribute vector: within a group one is as good as another, and a plan
 * needs no more of them than it has steps. Parties come and go one at a time; the groups serve every plan.
 *
 * <p>Not thread-safe. After Crampton, Gutin and Karapetyan, Valued workflow satisfiability problem (SACMAT 2015), where
 * users are told apart by their authorisations only.
 */
public final class Parties {

    static final int UNKNOWN = -1;
    static final int NOT_APPLICABLE = -2;

    private final List<String> attributes;
    private final List<Map<String, Integer>> valueIds = new ArrayList<>();
    private final Map<String, Integer> privileges = new HashMap<>();
    /** By privilege: the groups that have it, as a bit set. */
    private final List<long[]> having = new ArrayList<>();

    /** The numbers of vectors, which are signatures without privileges. */
    private final Map<Signature, Integer> vectors = new HashMap<>();

    private final Map<Signature, Group> bySignature = new HashMap<>();
    private final List<@Nullable Group> groups = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();
    private final Map<String, Member> members = new HashMap<>();
    /** By attribute and needs: the result of {@link #units}, until a party comes or goes. */
    private final Map<List<Object>, long[]> units = new HashMap<>();

    private int several;

    /** @param attributes the attributes in which parties are told apart, beside their names */
    public Parties(List<String> attributes) {
        this.attributes = List.copyOf(attributes);
        this.attributes.forEach(attribute -> valueIds.add(new HashMap<>()));
    }

    /** Returns whether some party has several values at once in an attribute; the groups treat such a value as unknown. */
    boolean anySeveral() {
        return several > 0;
    }

    /** Adds a party, or replaces the one of the same name. */
    public void add(Party party) {
        remove(party.name());
        several += party.hasSeveral() ? 1 : 0;
        int[] may = new int[party.may().size()];
        int n = 0;
        for (String privilege : party.may()) {
            may[n++] = privilegeId(privilege);
        }
        Arrays.sort(may);
        int[] vector = new int[attributes.size()];
        for (int a = 0; a < vector.length; a++) {
            vector[a] = valueId(a, party.value(attributes.get(a)));
        }
        var signature = new Signature(may, vector, party.singular() ? party.name() : "");
        Group group = bySignature.get(signature);
        if (group == null) {
            group = open(signature);
        }
        var member = new Member(party, group, group.members.size());
        group.members.add(member);
        members.put(party.name(), member);
        units.clear();
    }

    /** Removes the party of this name, if there is one. */
    public void remove(String name) {
        Member member = members.remove(name);
        if (member == null) {
            return;
        }
        units.clear();
        several -= member.party.hasSeveral() ? 1 : 0;
        Group group = member.group;
        Member last = group.members.removeLast();
        if (last != member) {
            group.members.set(member.index, last);
            last.index = member.index;
        }
        if (group.members.isEmpty()) {
            bySignature.remove(group.signature);
            groups.set(group.slot, null);
            free.add(group.slot);
            for (int privilege : group.signature.may) {
                having.get(privilege)[group.slot >> 6] &= ~(1L << group.slot);
            }
        }
    }

    private Group open(Signature signature) {
        int slot = free.isEmpty() ? groups.size() : free.removeLast();
        var vector = new Signature(new int[0], signature.vector, signature.name);
        var group = new Group(slot, signature, vectors.computeIfAbsent(vector, one -> vectors.size()));
        if (slot == groups.size()) {
            groups.add(group);
        } else {
            groups.set(slot, group);
        }
        bySignature.put(signature, group);
        for (int privilege : signature.may) {
            long[] bits = having.get(privilege);
            if (slot >> 6 >= bits.length) {
                bits = Arrays.copyOf(bits, Math.max((slot >> 6) + 1, bits.length * 2));
                having.set(privilege, bits);
            }
            bits[slot >> 6] |= 1L << slot;
        }
        return group;
    }

    private int privilegeId(String privilege) {
        Integer known = privileges.get(privilege);
        if (known == null) {
            known = privileges.size();
            privileges.put(privilege, known);
            having.add(new long[1]);
        }
        return known;
    }

    private int valueId(int attribute, AttributeValue value) {
        return switch (value) {
            case AttributeValue.Known known -> {
                Map<String, Integer> ids = valueIds.get(attribute);
                Integer id = ids.putIfAbsent(known.value(), ids.size());
                yield id != null ? id : ids.size() - 1;
            }
            case AttributeValue.Several several -> UNKNOWN;
            case AttributeValue.NotApplicable na -> NOT_APPLICABLE;
            case AttributeValue.Unknown unknown -> UNKNOWN;
        };
    }

    public int size() {
        return members.size();
    }

    /** The number of groups that have members. */
    public int groupCount() {
        return bySignature.size();
    }

    /** The attributes in which parties are told apart. */
    public List<String> attributes() {
        return attributes;
    }

    /** The party of this name; null if there is none. */
    public @Nullable Party find(String name) {
        Member member = members.get(name);
        return member == null ? null : member.party;
    }

    // --- for the searches: groups by slot, some of which are empty

    int slots() {
        return groups.size();
    }

    int count(int slot) {
        Group group = groups.get(slot);
        return group == null ? 0 : group.members.size();
    }

    Party member(int slot, int index) {
        Group group = groups.get(slot);
        if (group == null) {
            throw new IllegalStateException("an empty group has no members");
        }
        return group.members.get(index).party;
    }

    /** The group of the party of this name, or -1. */
    int slotOf(String name) {
        Member member = members.get(name);
        return member == null ? -1 : member.group.slot;
    }

    /** Position of the attribute, or -1 when parties are not told apart in it. */
    int attribute(String name) {
        return attributes.indexOf(name);
    }

    /** The number of the value that members of the group have; negative when it is unknown or does not apply. */
    int value(int slot, int attribute) {
        Group group = groups.get(slot);
        return group == null ? UNKNOWN : group.signature.vector[attribute];
    }

    /** The number of the vector that the members of the group have; a singular party has one of its own. */
    int vector(int slot) {
        Group group = groups.get(slot);
        return group == null ? UNKNOWN : group.vector;
    }

    /** The number of a value; {@link #values} when nobody ever had it, negative when it is unknown or does not apply. */
    int valueOf(int attribute, AttributeValue value) {
        return switch (value) {
            case AttributeValue.Known known -> valueIds.get(attribute).getOrDefault(known.value(), values(attribute));
            case AttributeValue.Several several -> UNKNOWN;
            case AttributeValue.NotApplicable na -> NOT_APPLICABLE;
            case AttributeValue.Unknown unknown -> UNKNOWN;
        };
    }

    int values(int attribute) {
        return valueIds.get(attribute).size();
    }

    /** The groups whose members may do all of this, as a bit set. Not to be changed. */
    long[] having(Iterable<String> needs) {
        long[] all = null;
        boolean own = false;
        for (String need : needs) {
            Integer privilege = privileges.get(need);
            long[] bits = privilege == null ? new long[0] : having.get(privilege);
            if (all == null) {
                all = bits;
            } else {
                if (!own) {
                    all = all.clone();
                    own = true;
                }
                for (int w = 0; w < all.length; w++) {
                    all[w] &= w < bits.length ? bits[w] : 0;
                }
            }
        }
        return all == null ? everybody() : all;
    }

    /**
     * The units that may do all of this, as a bit set: the known values of the attribute that an authorised party has, and after them
     * the authorised groups without known value. Not to be changed.
     */
    long[] units(int attribute, SortedSet<String> needs) {
        return units.computeIfAbsent(List.of(attribute, List.copyOf(needs)), key -> {
            int classes = values(attribute);
            long[] able = having(needs);
            long[] found = new long[(classes + groups.size() + 63) >> 6];
            for (int w = 0; w < able.length; w++) {
                for (long rest = able[w]; rest != 0; rest &= rest - 1) {
                    int slot = (w << 6) + Long.numberOfTrailingZeros(rest);
                    int value = value(slot, attribute);
                    int unit = value >= 0 ? value : classes + slot;
                    found[unit >> 6] |= 1L << unit;
                }
            }
            return found;
        });
    }

    private long[] everybody() {
        long[] bits = new long[(groups.size() + 63) >> 6];
        for (int slot = 0; slot < groups.size(); slot++) {
            if (groups.get(slot) != null) {
                bits[slot >> 6] |= 1L << slot;
            }
        }
        return bits;
    }

    private static final class Member {
        final Party party;
        final Group group;
        int index;

        Member(Party party, Group group, int index) {
            this.party = party;
            this.group = group;
            this.index = index;
        }
    }

    private static final class Group {
        final int slot;
        final Signature signature;
        final int vector;
        final List<Member> members = new ArrayList<>(1);

        Group(int slot, Signature signature, int vector) {
            this.slot = slot;
            this.signature = signature;
            this.vector = vector;
        }
    }

    private static final class Signature {
        final int[] may;
        final int[] vector;
        final String name;
        private final int hash;

        Signature(int[] may, int[] vector, String name) {
            this.may = may;
            this.vector = vector;
            this.name = name;
            this.hash = 31 * (31 * Arrays.hashCode(may) + Arrays.hashCode(vector)) + name.hashCode();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Signature other
                    && hash == other.hash
                    && Arrays.equals(may, other.may)
                    && Arrays.equals(vector, other.vector)
                    && name.equals(other.name);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
