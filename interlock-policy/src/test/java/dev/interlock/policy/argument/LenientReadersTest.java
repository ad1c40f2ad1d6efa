package dev.interlock.policy.argument;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.policy.Bundles;
import dev.interlock.policy.argument.LenientReader.Member;
import dev.interlock.policy.argument.LenientReader.Understood;
import dev.interlock.policy.argument.LenientReader.Written;
import dev.interlock.policy.catalog.Answered;
import dev.interlock.policy.compile.PolicyBundle;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random arguments, read in five ways: whatever each of the readers understands is what was decided, or the call was refused. They are
 * made of names and values that these readers are known to take for each other.
 */
class LenientReadersTest {

    private static final int EACH = 200_000;
    private static final int LEAST_PERMITTED = 50_000;

    private static final String TOOLS = """
        objects: {vendor: {}}
        intents: {work: {goal: Do the work, allow: [a]}}
        server: erp
        tools:
          closed: {duty: a, on: {vendor: args.vendor_id}, amount: {value: args.amount, unit: EUR}, values: {payee: args.payee.iban?}, arguments: {vendor_id: {pattern: '0|[1-9][0-9]{0,17}'}, payee: {arguments: {iban: {pattern: '[A-Z][A-Z0-9]*'}}}, note: any, tags: data}}
          open: {duty: a, on: {vendor: args.vendor_id}, amount: {value: args.amount, unit: EUR}, values: {payee: args.payee.iban?}, arguments: open}
        """;

    private static final Map<String, Object> SCHEMA = Map.of(
            "type",
            "object",
            "properties",
            Map.of(
                    "vendor_id", Map.of("type", List.of("string", "integer"), "pattern", "^(0|[1-9][0-9]{0,17})$"),
                    "amount", Map.of("type", List.of("number", "string")),
                    "payee",
                            Map.of(
                                    "type",
                                    "object",
                                    "properties",
                                    Map.of("iban", Map.of("type", "string", "pattern", "^[A-Z][A-Z0-9]*$"))),
                    "note", Map.of(),
                    // a server can declare the twin itself
                    "Amount", Map.of()));

    private static final List<String> VENDORS = List.of(
            "vendor_id",
            "vendor_id",
            "vendor_id",
            "vendor_id",
            "Vendor_ID",
            "vendorId",
            "vendor-id",
            "vendor.id",
            "vendor[id",
            "vendor_\u0131d",
            "VENDOR_ID",
            "vendor_id\u200b",
            "\uff56endor_id",
            "vendor id",
            "vendor__id");
    private static final List<String> AMOUNTS = List.of(
            "amount", "amount", "amount", "amount", "Amount", "AMOUNT", "a_mount", "amoun\u0074", "amount ", "a.mount");
    private static final List<String> PAYEES =
            List.of("payee", "payee", "payee", "Payee", "payee.iban", "payeeIban", "PAYEE", "pay_ee");
    private static final List<String> OTHERS =
            List.of("note", "note", "tags", "memo", "__proto__", "constructor", "<<", "", "Note", "x\u0000y", "$set");
    private static final List<Object> IDS = List.of(
            "7",
            "8",
            "1001",
            7L,
            8L,
            1001L,
            "01001",
            "+1001",
            "1_001",
            "\u0667",
            " 7",
            "7 ",
            "7\u0000",
            new BigDecimal("7.0"),
            new BigDecimal("1e0"),
            9_007_199_254_740_993L,
            "9007199254740993",
            List.of("7"),
            List.of(List.of(8L)),
            true,
            "V-7");
    private static final List<Object> SUMS = List.of(
            1L,
            1L,
            99_999L,
            "1",
            "1",
            "99999",
            new BigDecimal("1.0"),
            new BigDecimal("0.1"),
            new BigDecimal("1e0"),
            "1e3",
            "+1",
            "1_000",
            " 1",
            9_007_199_254_740_993L,
            new BigDecimal("0.1000000000000000055"),
            List.of(5L),
            false,
            "");

    private final PolicyBundle.Compiled bundle = (PolicyBundle.Compiled) PolicyBundle.load(Bundles.with(TOOLS));
    private final List<ArgumentSchema> schemas = List.of(
            new ArgumentSchema.Untold(),
            new ArgumentSchema.None(),
            new ArgumentSchema.Shown(SchemaDeclared.of(SCHEMA), "sha-256:00", false));

    private final Random random = new Random(15);

    @Test
    void whatAReaderUnderstandsIsWhatWasDecided() {
        int differ = 0;
        int agree = 0;
        int permitted = 0;
        while (differ < EACH || agree < EACH) {
            // Names that nothing is wrong with are what is left of the second half, and enough of these are to be
            // permitted.
            Written args = args(differ < EACH && random.nextBoolean());
            List<Understood> understood = Arrays.stream(LenientReader.values())
                    .map(reader -> reader.read(args))
                    .toList();
            boolean same = Set.copyOf(understood).size() == 1;
            if (same ? agree >= EACH : differ >= EACH) {
                continue;
            }
            agree += same ? 1 : 0;
            differ += same ? 0 : 1;
            Optional<CallFacts> facts = decided(args);
            if (facts.isPresent()) {
                permitted++;
                assertThat(understood.stream().map(LenientReadersTest::plain))
                        .as(() -> "%s as %s".formatted(text(args), facts.get()))
                        .containsOnly(plain(decision(facts.get())));
            }
        }
        assertThat(differ).isEqualTo(EACH);
        assertThat(agree).isEqualTo(EACH);
        assertThat(permitted).isGreaterThanOrEqualTo(LEAST_PERMITTED);
    }

    /** The facts of a call that is not refused: neither by the reader of the door, which takes no name twice, nor for what is in it. */
    private Optional<CallFacts> decided(Written args) {
        Map<String, ?> read = Answered.ofTool(null, text(args), "", null).result();
        if (read.isEmpty()) {
            return Optional.empty();
        }
        String tool = random.nextInt(4) == 0 ? "open" : "closed";
        // Without a form of its ids the open tool takes texts that a server may read as numbers: that is no matter of
        // names.
        ArgumentSchema schema = tool.equals("open") ? schemas.get(2) : schemas.get(random.nextInt(schemas.size()));
        CallFacts facts = bundle.catalog().facts("erp", tool, read, "sha-256:aa", schema);
        return facts.faults().isEmpty() ? Optional.of(facts) : Optional.empty();
    }

    private static Understood decision(CallFacts facts) {
        return new Understood(
                facts.objects().stream().map(key -> key.value()).findFirst(),
                facts.amount().map(amount -> amount.value()),
                Optional.ofNullable(facts.values().get("payee")));
    }

    private static Understood plain(Understood understood) {
        return new Understood(
                understood.vendor(), understood.amount().map(BigDecimal::stripTrailingZeros), understood.payee());
    }

    private Written args(boolean bad) {
        List<Member> members = new ArrayList<>();
        members.add(new Member("vendor_id", bad ? one(IDS) : one(IDS.subList(0, 6))));
        members.add(new Member("amount", bad ? one(SUMS) : one(SUMS.subList(0, 8))));
        if (random.nextBoolean()) {
            members.add(new Member("payee", payee(bad)));
        }
        if (random.nextBoolean()) {
            members.add(new Member("note", random.nextBoolean() ? "n" : 5L));
        }
        int more = bad ? random.nextInt(4) : random.nextInt(10) == 0 ? 1 : 0;
        for (int i = 0; i < more; i++) {
            members.add(
                    switch (random.nextInt(4)) {
                        case 0 -> new Member(one(VENDORS), one(IDS));
                        case 1 -> new Member(one(AMOUNTS), one(SUMS));
                        case 2 -> new Member(one(PAYEES), random.nextBoolean() ? "EVIL" : payee(bad));
                        default -> new Member(one(OTHERS), random.nextBoolean() ? "x" : payee(true));
                    });
        }
        if (bad && random.nextInt(8) == 0) {
            members.remove(random.nextInt(members.size()));
        }
        Collections.shuffle(members, random);
        return new Written(bad ? members : withoutTwins(members));
    }

    private static List<Member> withoutTwins(List<Member> members) {
        Set<String> seen = new HashSet<>();
        return members.stream().filter(member -> seen.add(member.name())).toList();
    }

    private Written payee(boolean bad) {
        List<Member> members = new ArrayList<>(List.of(new Member("iban", random.nextBoolean() ? "DE89" : "FR76")));
        if (bad && random.nextBoolean()) {
            members.add(new Member(one(List.of("iban", "IBAN", "i_ban", "\u0131ban", "iban\u200b", "bic")), "EVIL"));
        }
        if (bad && random.nextInt(6) == 0) {
            members.set(0, new Member("iban", null));
        }
        Collections.shuffle(members, random);
        return new Written(members);
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Written object ->
                object.members().stream()
                        .map(member -> text(member.name()) + ":" + text(member.value()))
                        .collect(Collectors.joining(",", "{", "}"));
            case List<?> list -> list.stream().map(LenientReadersTest::text).collect(Collectors.joining(",", "[", "]"));
            case String written ->
                written.chars()
                        .mapToObj(c ->
                                c < ' ' || c == '"' || c == '\\' ? "\\u%04x".formatted(c) : String.valueOf((char) c))
                        .collect(Collectors.joining("", "\"", "\""));
            default -> value.toString();
        };
    }
}
