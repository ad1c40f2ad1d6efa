package dev.interlock.provenance.task;

import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.ContentSource;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.Stake;
import dev.interlock.engine.model.ValueProvenance;
import dev.interlock.engine.model.ValueProvenance.Request;
import dev.interlock.engine.policy.Rule;
import dev.interlock.provenance.index.Places;
import dev.interlock.provenance.index.Ranges;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.provenance.text.StatedAmount;
import dev.interlock.provenance.text.TypedValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells who chose what a call does and to whom, from what its task has read. Looks only; rules decide. Immutable; for any
 * thread that has the content of the task for itself.
 */
public final class Assessor {

    /** A longer body is no value that somebody could ask for. */
    private static final int SHORT_BODY = 14;
    /** A call whose values take more steps than this to look up is not known. */
    private static final int MOST_STEPS = 1_000_000;
    /** The most values of a call; a call with more is not known. */
    private static final int MOST_VALUES = 1_000;

    /** One address: a list of them is in no domain. */
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@,;:<>\"()]++@([^\\s@,;:<>\"()]++)");

    private final Lexicon lexicon;
    private final Set<String> domains;

    /** @param domains the deployment's own: addresses in them are {@link Origin#OWN} */
    public Assessor(Lexicon lexicon, Set<String> domains) {
        this.lexicon = lexicon;
        this.domains = Set.copyOf(domains);
    }

    /** Assesses a call whose values nobody vouches for but content and the instruction. */
    public Provenance assess(TaskContent content, ToolLabels tool, List<ArgumentValue> arguments) {
        return assess(content, tool, arguments, Vouchers.NONE, Optional.empty());
    }

    /**
     * Assesses a call.
     *
     * @param vouchers the origins that its values have whatever the task has read
     * @param amount the argument that says how much, if a rule asks who chose it
     */
    public Provenance assess(
            TaskContent content,
            ToolLabels tool,
            List<ArgumentValue> arguments,
            Vouchers vouchers,
            Optional<AmountArgument> amount) {
        return new Assessment(content, tool, vouchers).of(eachAddress(tool, arguments), amount);
    }

    /** The values, with one for each address of a destination that lists several. */
    public static List<ArgumentValue> eachAddress(ToolLabels tool, List<ArgumentValue> arguments) {
        return arguments.stream()
                .flatMap(argument -> tool.argument(argument.path())
                        .filter(role -> role == ArgumentRole.DESTINATION)
                        .flatMap(role -> Addresses.in(argument.text()))
                        .map(addresses -> addresses.stream().map(one -> new ArgumentValue(argument.path(), one)))
                        .orElse(Stream.of(argument)))
                .toList();
    }

    /** Returns whether untrusted content asked for a read, so that what is read vouches for nothing. */
    public boolean steered(TaskContent content, ToolLabels tool, List<ArgumentValue> arguments) {
        return tool.reads() && new Assessment(content, tool, Vouchers.NONE).steered(arguments);
    }

    /** One call. */
    private final class Assessment {

        private final TaskContent content;
        private final ToolLabels tool;
        private final Vouchers vouchers;
        private final int duty;
        private final Stake stake;
        /** Whether each call is a decision of its own: much is at stake, or it commits the person to something. */
        private final boolean weighty;

        private final Ranges requests;
        private final boolean delegated;
        private int steps;

        Assessment(TaskContent content, ToolLabels tool, Vouchers vouchers) {
            this.content = content;
            this.tool = tool;
            this.vouchers = vouchers;
            duty = tool.duty().map(lexicon::number).orElse(-1);
            stake = tool.duty().map(lexicon::stake).orElse(tool.acts() ? Stake.HIGH : Stake.LOW);
            weighty = stake == Stake.HIGH || tool.invites();
            requests = content.requests(duty);
            delegated = content.instruction().delegates()
                    && stake != Stake.HIGH
                    && content.sources().stream()
                            .anyMatch(source ->
                                    source.level() == Source.Level.NAMED && requests.meets(source.from, source.to()));
        }

        Provenance of(List<ArgumentValue> arguments, Optional<AmountArgument> amount) {
            List<ValueProvenance> values = new ArrayList<>();
            amount.ifPresent(argument -> values.add(amount(argument)));
            for (ArgumentValue argument : arguments) {
                tool.argument(argument.path()).ifPresent(role -> add(values, argument, role));
            }
            boolean known = content.isKnown() && steps <= MOST_STEPS && values.size() <= MOST_VALUES;
            return new Provenance(
                    content.labels(),
                    known,
                    stake,
                    asked(),
                    weighty && linkedRequest() && !instructed(arguments),
                    values.size() <= MOST_VALUES ? values : values.subList(0, MOST_VALUES),
                    tool.duty(),
                    content.instruction().wishes(lexicon),
                    Optional.empty());
        }

        /** Counts steps, and returns whether there are still some left. */
        private boolean step(int n) {
            steps = Math.min(steps + n, MOST_STEPS + 1);
            return steps <= MOST_STEPS;
        }

        private Asked asked() {
            if (!content.instruction().given()) {
                return Asked.NO_INSTRUCTION;
            }
            return content.instruction().asks(duty) ? Asked.YES : delegated ? Asked.DELEGATED : Asked.NO;
        }

        private void add(List<ValueProvenance> values, ArgumentValue argument, ArgumentRole role) {
            Value value = content.value(argument.text());
            if (value.isEmpty()
                    || values.size() > MOST_VALUES
                    || !step(1 + content.fields(value).size())) {
                return;
            }
            boolean askable = role == ArgumentRole.DESTINATION
                    || role == ArgumentRole.OBJECT
                    || value.size() > 1 && value.size() <= SHORT_BODY;
            Requested requested = askable ? requested(value, role) : Requested.NOT;
            if (role == ArgumentRole.DESTINATION || role == ArgumentRole.OBJECT || requested.request != Request.NONE) {
                Set<Origin> origins = origins(value, argument);
                ArgumentRole looked = role == ArgumentRole.BODY ? ArgumentRole.TITLE : role;
                values.add(assessed(argument, looked, value, origins, requested));
            }
            if (role == ArgumentRole.BODY) {
                new LinkedHashSet<>(TypedValues.all(argument.text()))
                        .forEach(inside -> addCarried(values, argument.path(), inside));
            }
        }

        /**
         * A value that a body carries. One that stands nowhere in untrusted content is the model's own, and reaches nobody, unless an
         * agent may remember it from an earlier task.
         */
        private void addCarried(List<ValueProvenance> values, String path, String text) {
            Value value = content.value(text);
            Places places = content.places(value);
            if (value.isEmpty()
                    || places.isNone() && !content.remembers()
                    || values.size() > MOST_VALUES
                    || !step(1 + content.fields(value).size())) {
                return;
            }
            var argument = new ArgumentValue(path, text);
            Set<Origin> origins = origins(value, argument);
            for (int position : value.foreign() ? new int[0] : places.positions()) {
                Source source = content.source(position);
                if (source.named()) {
                    origins.add(Origin.NAMED_RECORD);
                } else if (source.linked()) {
                    origins.add(Origin.LINKED_RECORD);
                }
            }
            Requested requested = origins.contains(Origin.INSTRUCTION) ? Requested.NOT : inWindow(value, places);
            values.add(assessed(argument, ArgumentRole.BODY, value, origins, requested));
        }

        /** An amount has the origins of what states it with its unit: a sentence of the instruction, or a field. */
        private ValueProvenance amount(AmountArgument named) {
            Set<Origin> origins = EnumSet.noneOf(Origin.class);
            if (content.instruction().states(named.amount(), duty)) {
                origins.add(Origin.INSTRUCTION);
            }
            String unit = named.amount().unit();
            List<StatedAmount> trusted =
                    content.amounts().trusted(named.amount().value());
            List<ReadAmounts.Field> fields =
                    content.amounts().fields(named.amount().value());
            if (step(1 + trusted.size() + fields.size())) {
                if (trusted.stream().anyMatch(stated -> stated.isIn(unit))) {
                    origins.add(Origin.TRUSTED);
                }
                fields.stream()
                        .filter(field -> field.stated().isIn(unit))
                        .forEach(field -> addField(origins, field.value()));
            }
            origins.retainAll(Rule.Unusual.ORIGINS);
            Value value = content.value(named.argument().text());
            return assessed(named.argument(), ArgumentRole.AMOUNT, value, origins, Requested.NOT);
        }

        private ValueProvenance assessed(
                ArgumentValue argument, ArgumentRole role, Value value, Set<Origin> origins, Requested requested) {
            boolean reached = role == ArgumentRole.DESTINATION;
            OptionalLong before = reached && !weighty ? vouchers.approved().apply(argument) : OptionalLong.empty();
            if (before.isPresent()) {
                origins.add(Origin.APPROVED);
            }
            OptionalLong registered = reached ? vouchers.contact().apply(argument) : OptionalLong.empty();
            if (registered.isPresent()) {
                origins.add(Origin.CONTACT);
            }
            Optional<ContentSource> source = source(value, origins, requested);
            boolean doubtful = origins.isEmpty() || requested.request != Request.NONE;
            return new ValueProvenance(
                    argument.path(),
                    role,
                    origins,
                    requested.request,
                    source,
                    doubtful ? content.shown(argument.text()) : "",
                    doubtful ? also(value, source) : List.of(),
                    before,
                    registered);
        }

        /** The other calls that returned a value. */
        private List<Long> also(Value value, Optional<ContentSource> source) {
            return Arrays.stream(content.places(value).positions())
                    .mapToObj(position -> content.source(position).call)
                    .filter(call -> call != ContentSource.NO_CALL)
                    .filter(call -> source.isEmpty() || source.get().call() != call)
                    .distinct()
                    .limit(ValueProvenance.MOST_ALSO)
                    .sorted()
                    .toList();
        }

        private Optional<ContentSource> source(Value value, Set<Origin> origins, Requested requested) {
            if (requested.position >= 0) {
                return Optional.of(content.quote(requested.position));
            }
            int[] positions = content.places(value).positions();
            return origins.isEmpty() && positions.length > 0
                    ? Optional.of(content.quote(positions[0]))
                    : Optional.empty();
        }

        private Requested requested(Value value, ArgumentRole role) {
            if (requests.isEmpty()) {
                return Requested.NOT;
            }
            if (value.size() == 1 && value.length() <= RequestWindows.SHORT_ID) {
                return content.namesShortId(duty, value) ? Requested.SOMEWHERE : recordNamed(value);
            }
            Requested requested = inWindow(value, content.places(value));
            return requested.request == Request.NONE && role == ArgumentRole.OBJECT ? recordNamed(value) : requested;
        }

        private Requested inWindow(Value value, Places places) {
            Requested found = Requested.NOT;
            for (int position : places.positions()) {
                if (requests.meets(position, position + value.size())) {
                    Requested here = by(content.source(position), position);
                    if (here.request == Request.MADE) {
                        return here;
                    }
                    found = here;
                }
            }
            return places.unknown() && !requests.isEmpty() ? Requested.SOMEWHERE : found;
        }

        /**
         * Records to which the instruction hands the choice may ask for the act. They may ask to read a link if the instruction wants
         * something read and gives no link itself.
         */
        private Requested by(Source source, int position) {
            boolean handed = tool.reads() ? content.instruction().leavesLinks(duty) && source.named() : delegated;
            boolean obeyed = handed && source.level() == Source.Level.NAMED && !source.addressesAgent();
            return new Requested(obeyed ? Request.DELEGATED : Request.MADE, position);
        }

        /** Looks for requests that name the title of a record in which the value is an id. */
        private Requested recordNamed(Value value) {
            Requested found = Requested.NOT;
            for (TaskContent.FieldValue field : content.fields(value)) {
                for (Value name : field.source().names()) {
                    if (!step(1)) {
                        return Requested.SOMEWHERE;
                    }
                    if (name.size() < 2) {
                        continue;
                    }
                    int[] positions = content.places(name).positions();
                    step(name.size() + positions.length);
                    for (int position : positions) {
                        if (content.source(position) != field.source()
                                && requests.meets(position, position + name.size())) {
                            Requested here = by(content.source(position), position);
                            if (here.request == Request.MADE) {
                                return here;
                            }
                            found = here;
                        }
                    }
                }
            }
            return found;
        }

        private boolean linkedRequest() {
            return content.sources().stream()
                    .anyMatch(source ->
                            source.level() == Source.Level.LINKED && requests.meets(source.from, source.to()));
        }

        /** Returns whether every destination is in the instruction; for a tool without any, every object. */
        private boolean instructed(List<ArgumentValue> arguments) {
            ArgumentRole role = tool.arguments().containsValue(ArgumentRole.DESTINATION)
                    ? ArgumentRole.DESTINATION
                    : ArgumentRole.OBJECT;
            return arguments.stream()
                    .filter(argument -> tool.argument(argument.path()).equals(Optional.of(role)))
                    .allMatch(argument -> isInstructed(content.value(argument.text())));
        }

        /** An ordinary word of the instruction, such as `invoice`, vouches for nothing that content may have called so. */
        private boolean isInstructed(Value value) {
            return content.instruction().contains(value)
                    && (content.instruction().names(value)
                            || content.places(value).isNone() && !content.remembers());
        }

        boolean steered(List<ArgumentValue> arguments) {
            return arguments.stream()
                    .map(argument -> content.value(argument.text()))
                    .filter(value -> !content.instruction().contains(value))
                    .anyMatch(value -> inWindow(value, content.places(value)).request != Request.NONE);
        }

        private Set<Origin> origins(Value value, ArgumentValue argument) {
            Set<Origin> origins = EnumSet.noneOf(Origin.class);
            origins.addAll(vouchers.given().apply(argument));
            if (isInstructed(value)) {
                origins.add(Origin.INSTRUCTION);
            }
            if (content.trusts(value)) {
                origins.add(Origin.TRUSTED);
            }
            if (content.made(value)) {
                origins.add(Origin.MADE);
            }
            if (isOwn(argument.text())) {
                origins.add(Origin.OWN);
            }
            content.fields(value).stream()
                    .filter(field -> content.spells(field, value))
                    .forEach(field -> addField(origins, field));
            if (value.foreign()) {
                return origins; // another value may look like it
            }
            boolean name = content.instruction().namesPartOf(value);
            for (int position : content.places(value).positions()) {
                Source source = content.source(position);
                if (delegated && source.level() == Source.Level.NAMED) {
                    origins.add(Origin.DELEGATED);
                }
                if (name && stake != Stake.HIGH && (source.named() || source.linked())) {
                    origins.add(Origin.NAME);
                }
            }
            if (tool.reads() && content.linkedFrom(value, false)) {
                origins.add(Origin.LINK);
            }
            return origins;
        }

        /** For a high stake a field counts only where the instruction has to do with its record. */
        private void addField(Set<Origin> origins, TaskContent.FieldValue field) {
            Source source = field.source();
            if (source.steered()) {
                return;
            }
            if (field.role().isOfOthers()) {
                if (source.named()) {
                    origins.add(Origin.NAMED_RECORD);
                } else if (source.linked()) {
                    origins.add(Origin.LINKED_RECORD);
                }
            } else if (!weighty || source.named() || source.touching()) {
                origins.add(Origin.FIELD);
            } else if (source.linked()) {
                origins.add(Origin.LINKED_RECORD);
            }
        }

        private boolean isOwn(String text) {
            Matcher address = ADDRESS.matcher(text.strip());
            return address.matches() && domains.contains(address.group(1).toLowerCase(Locale.ROOT));
        }
    }

    /**
     * Whether, and where, content asks for an act on a value.
     *
     * @param position of the value in the request; -1 where none is known
     */
    private record Requested(Request request, int position) {
        static final Requested NOT = new Requested(Request.NONE, -1);
        static final Requested SOMEWHERE = new Requested(Request.MADE, -1);
    }
}
