package dev.interlock.policy.story;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.condition.Condition;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A story under construction. Objects that a call has to be about, such as the payment that is released, are created before by
 * somebody uninvolved.
 */
public final class Stage {

    /** The name of the agent that creates needed objects, and has no part in any conflict. */
    private static final String CLERK = "somebody";

    private final Bundle bundle;
    private final SampleIds ids;
    private final List<Variant> variants;
    private final SortedMap<String, Caller> cast = new TreeMap<>();
    private final List<Move> moves = new ArrayList<>();
    private final Map<Move.Open, String> tasks = new LinkedHashMap<>();
    private final Set<Key> created = new HashSet<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Set<String> needed = new HashSet<>();
    private final Map<String, Caller> clerks = new HashMap<>();
    private int opened;
    private boolean complete;
    private BigDecimal amount = BigDecimal.ONE;
    private String unit = "EUR";

    /** @param variants all ways of calling tools */
    public Stage(Bundle bundle, SampleIds ids, List<Variant> variants) {
        this.bundle = bundle;
        this.ids = ids;
        this.variants = variants;
    }

    /** An agent that shares nothing with any other. */
    public static Caller stranger(String name) {
        SortedMap<String, AttributeValue> attributes = new TreeMap<>();
        attributes.put(Attributes.OWNER, AttributeValue.known(name + "-team"));
        attributes.put(Attributes.ORIGIN, AttributeValue.known(name + "-lead"));
        attributes.put(Attributes.MODEL, AttributeValue.known(name + "-model"));
        return new Caller(name, name + "-1", false, true, attributes, new TreeSet<>(), Optional.empty());
    }

    /** From here on, duties that rules need before a call are done before it, by others. */
    public Stage complete() {
        complete = true;
        return this;
    }

    /** From here on, calls name the objects of these numbers, by type; of other types they name the first, which is 1. */
    public void use(Map<String, Integer> objects) {
        numbers.clear();
        numbers.putAll(objects);
    }

    /** From here on, calls are about this amount. */
    public void amount(BigDecimal value, String ofUnit) {
        amount = value;
        unit = ofUnit;
    }

    /** Lets time pass. Later calls are in new tasks, since the earlier ones may be over. */
    public void await(long millis) {
        moves.add(new Move.Wait(millis));
        tasks.clear();
    }

    /** The intents that allow these duties, the narrowest first. */
    public static List<Intent> allowing(Bundle bundle, Set<String> duties) {
        return bundle.intents().values().stream()
                .filter(intent -> !duties.isEmpty() && intent.allow().containsAll(duties))
                .sorted(Comparator.<Intent>comparingInt(intent -> intent.allow().size())
                        .thenComparing(Intent::name))
                .toList();
    }

    /** The task in which the agent works for the intent; opened when there is none yet. */
    public String task(Caller agent, String intent) {
        return task(agent, agent, Optional.empty(), intent);
    }

    /** The task below another in which the agent works for the intent; opened when there is none yet. */
    public String below(String parent, Caller starter, Caller agent, String intent) {
        return task(starter, agent, Optional.of(parent), intent);
    }

    private String task(Caller by, Caller agent, Optional<String> parent, String intent) {
        cast.put(by.name(), by);
        cast.put(agent.name(), agent);
        Intent known = bundle.intents().get(intent);
        List<Key> objects = known == null
                ? List.of()
                : known.about().keySet().stream()
                        .map(type -> new Key(type, idOf(type)))
                        .toList();
        var unnamed = new Move.Open("", by.name(), agent.name(), parent, intent, objects);
        return tasks.computeIfAbsent(unnamed, open -> {
            String name = "task-" + ++opened;
            moves.add(new Move.Open(name, by.name(), agent.name(), parent, intent, objects));
            return name;
        });
    }

    /** Makes the call; false if no arguments for it were found, or an object that it is about cannot be created. */
    public boolean call(Caller agent, String task, Variant variant) {
        return call(agent, task, variant, Optional.empty());
    }

    /** @param also a condition that holds for the arguments */
    public boolean call(Caller agent, String task, Variant variant, Optional<Condition> also) {
        if (complete) {
            fulfil(variant);
        }
        return prepare(variant, new TreeSet<>()) && make(agent, task, variant, also);
    }

    /** Does the duties that `order` and `require` ask for before the call; approvals are no calls. */
    private void fulfil(Variant variant) {
        for (Rule rule : bundle.rules()) {
            switch (rule) {
                case Rule.Order order -> {
                    if (order.after().isPresent() && variant.carriesAny(order.marks())) {
                        first(order.after().get(), 1);
                    }
                }
                case Rule.Require require -> {
                    if (variant.carriesAny(Set.of(require.trigger()))) {
                        require.done().forEach(done -> first(done.duty(), done.count()));
                    }
                }
                case Rule.Separate separate -> {}
                case Rule.Limit limit -> {}
                case Rule.Bind bind -> {}
                case Rule.Wall wall -> {}
                case Rule.Forbid forbid -> {}
                case Rule.Flow flow -> {}
                case Rule.FirstUse use -> {}
                case Rule.Unusual unusual -> {}
            }
        }
    }

    /** Lets so many others make a call with the mark; once in a story. */
    private void first(String mark, int count) {
        if (!needed.add(mark)) {
            return;
        }
        for (Variant variant : variants) {
            List<Intent> intents = allowing(bundle, variant.duties());
            if (variant.carriesAny(Set.of(mark)) && !intents.isEmpty()) {
                fulfil(variant);
                for (int i = 0; i < count; i++) {
                    Caller clerk = clerk(mark + i);
                    if (prepare(variant, new TreeSet<>())) {
                        make(clerk, task(clerk, intents.getFirst().name()), variant, Optional.empty());
                    }
                }
                return;
            }
        }
    }

    /** The clerk for a part: another one for each part, so that clerks do not get into conflicts themselves. */
    private Caller clerk(String part) {
        return clerks.computeIfAbsent(
                part, p -> stranger(clerks.isEmpty() ? CLERK : CLERK + "-" + (clerks.size() + 1)));
    }

    private boolean make(Caller agent, String task, Variant variant, Optional<Condition> also) {
        SortedMap<String, String> names = new TreeMap<>();
        // The object that the new one is derived from is another one, so its id is taken.
        variant.types(Mapping::derives).forEach(type -> created.add(new Key(type, idOf(type))));
        for (String type : variant.types(Mapping::creates)) {
            names.put(type, freshId(type));
        }
        var sample = new Sample(this::idOf, type -> names.getOrDefault(type, ""), amount, unit);
        Optional<Map<String, @Nullable Object>> args = variant.args(sample, also);
        if (args.isEmpty()) {
            return false;
        }
        names.forEach((type, id) -> created.add(new Key(type, id)));
        moves.add(new Move.Call(
                agent.name(),
                task,
                variant.tool().server(),
                variant.tool().tool(),
                args.get(),
                sample.result(variant.mappings())));
        return true;
    }

    /** Creates the objects that the call acts on or relates to, if their types have to belong to others; false if that cannot be done. */
    private boolean prepare(Variant variant, Set<String> above) {
        SortedSet<String> types = new TreeSet<>(variant.types(Mapping::on));
        types.addAll(variant.types(Mapping::of));
        for (String type : types) {
            if (!exists(type, above)) {
                return false;
            }
        }
        return true;
    }

    private boolean exists(String type, Set<String> above) {
        ObjectType definition = bundle.types().get(type);
        var key = new Key(type, idOf(type));
        if (definition == null || definition.of().isEmpty() || created.contains(key)) {
            return true;
        }
        if (!above.add(type)) {
            return false;
        }
        for (Variant creator : creators(type, definition)) {
            for (Intent intent : allowing(bundle, creator.duties())) {
                if (prepare(creator, above)) {
                    Caller clerk = clerk(creator.tool().name());
                    make(clerk, task(clerk, intent.name()), creator, Optional.empty());
                    if (created.contains(key)) {
                        above.remove(type);
                        return true;
                    }
                }
            }
        }
        above.remove(type);
        return false;
    }

    private List<Variant> creators(String type, ObjectType definition) {
        return variants.stream()
                .filter(variant -> variant.types(Mapping::creates).contains(type)
                        && variant.types(Mapping::of)
                                .containsAll(definition.of().keySet()))
                .toList();
    }

    private String idOf(String type) {
        return ids.of(type, numbers.getOrDefault(type, 1));
    }

    private String freshId(String type) {
        int number = numbers.getOrDefault(type, 1);
        while (created.contains(new Key(type, ids.of(type, number)))) {
            number++;
        }
        return ids.of(type, number);
    }

    /** The story so far. */
    public Story story() {
        return new Story(cast, moves);
    }
}
