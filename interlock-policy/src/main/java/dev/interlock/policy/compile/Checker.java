package dev.interlock.policy.compile;

import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Tool;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.KnownDestinations;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.lint.Lint;
import dev.interlock.policy.lint.Sources;
import dev.interlock.policy.lint.Subject;
import dev.interlock.policy.load.BundleFiles;
import dev.interlock.policy.load.BundleLoader;
import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Checks a bundle from top to bottom: each step reads the sections of all files, so that a name may be used in one file and
 * defined in another.
 */
final class Checker {

    /** Errors after which names may be missing only because their file could not be read. */
    private static final Set<Check> UNREAD = Set.of(
            Check.SYNTAX,
            Check.TOO_DEEP,
            Check.NOT_UTF8,
            Check.FILE_MISSING,
            Check.INCLUDE_EMPTY,
            Check.INCLUDE_CYCLE,
            Check.OUTSIDE_FOLDER,
            Check.TOO_LARGE,
            Check.UNREADABLE);

    private final FileTree tree;
    private final Diagnostics diagnostics = new Diagnostics();

    Checker(FileTree tree) {
        this.tree = tree;
    }

    PolicyBundle check() {
        BundleFiles files = BundleLoader.load(tree, diagnostics);
        boolean complete = diagnostics.sorted().stream().noneMatch(d -> UNREAD.contains(d.check()));
        Draft draft = new Draft(diagnostics, complete);
        if (!files.parsed().isEmpty()) {
            sections(files, draft);
        }
        if (diagnostics.hasErrors()) {
            return new PolicyBundle.Rejected(diagnostics.sorted());
        }
        List<Node.Mapping> roots =
                files.parsed().stream().map(BundleFiles.Parsed::root).toList();
        Bundle bundle = compile(draft, files.digest());
        Sources sources = new Sources(roots, files.start());
        Lint.check(new Subject(bundle, draft.tools, draft.ruleConditions, sources, diagnostics));
        new UnprovenOutcomes(draft).check();
        List<PolicyBundle.Accepted> accepted = new AcceptCheck(draft).apply();
        Catalog catalog = new Catalog(
                draft.tools,
                List.copyOf(draft.tiers.keySet()),
                draft.ruleConditions,
                draft.secrets,
                draft.pairs,
                bundle.types(),
                new KnownDestinations(draft.domains, draft.allowLists),
                bundle.rules());
        return new PolicyBundle.Compiled(bundle, diagnostics.sorted(), accepted, catalog, sources);
    }

    private void sections(BundleFiles files, Draft draft) {
        List<Fields> all = new ArrayList<>();
        for (BundleFiles.Parsed file : files.parsed()) {
            boolean root = file.path().equals(BundleLoader.ROOT);
            Fields fields =
                    new Fields(file.root(), root ? "`" + BundleLoader.ROOT + "`" : "a file of a bundle", diagnostics);
            fields.has("include");
            new AcceptCheck(draft).check(fields, Optional.empty(), file.root());
            if (root) {
                new HeaderCheck(draft).check(fields);
            }
            all.add(fields);
        }
        ObjectCheck objects = new ObjectCheck(draft);
        all.forEach(f -> f.take("objects")
                .flatMap(
                        n -> draft.values.mapping(n, "`objects`", "write `{vendor: {}, payment: {of: {vendor: one}}}`"))
                .ifPresent(objects::check));
        objects.finish();
        all.forEach(new InspectCheck(draft)::secrets);
        ToolCheck tools = new ToolCheck(draft);
        all.forEach(tools::check);
        tools.finish();
        draft.trusted.forEach(draft.references::isDuty);
        draft.contactMarks.forEach(draft.references::isMark);
        all.forEach(new AllowListCheck(draft)::check);
        IntentCheck intents = new IntentCheck(draft);
        all.forEach(f -> f.take("intents")
                .flatMap(
                        n -> draft.values.mapping(n, "`intents`", "write a mapping from the intent's name to its goal"))
                .ifPresent(intents::check));
        RuleCheck rules = new RuleCheck(draft);
        all.forEach(f -> f.take("rules")
                .flatMap(n -> draft.values.list(n, "`rules`", "write a list, each item with `- id: ...`"))
                .ifPresent(rules::check));
        all.forEach(Fields::finish);
        if (draft.complete) {
            new ArgumentsCheck(draft).dataThatIsRead();
            nothing(all.get(0), draft);
            new ReachCheck(draft).check();
        }
    }

    private void nothing(Fields root, Draft draft) {
        if (draft.tools.isEmpty() && draft.toolPlaces.isEmpty()) {
            diagnostics.warning(
                    Check.RULE_NEVER_APPLIES,
                    root.place(),
                    "the bundle has no tools, so every call is denied",
                    "include a catalogue, such as `include: [catalog/*.yaml]`");
        }
        if (draft.intents.isEmpty()) {
            diagnostics.warning(
                    Check.DUTY_WITHOUT_INTENT,
                    root.place(),
                    "the bundle has no intents, so no task can be opened",
                    "include intents, such as `include: [intents.yaml]`");
        }
    }

    private static Bundle compile(Draft draft, String digest) {
        SortedMap<String, Tool> tools = new TreeMap<>();
        for (ToolEntry entry : draft.tools.values()) {
            TreeSet<String> marks = new TreeSet<>(entry.base().marks());
            tools.put(
                    entry.name(),
                    new Tool(
                            entry.name(),
                            Collections.unmodifiableSortedSet(marks),
                            entry.conditional(),
                            entry.observed(),
                            entry.idempotent(),
                            Catalog.mayBeAboutAll(entry, draft.pairs, draft.types),
                            Catalog.mayUpsert(entry, draft.types)));
        }
        SortedMap<String, Level> levels = new TreeMap<>(draft.levels);
        return Bundle.of(draft.name, digest)
                .withTools(Collections.unmodifiableSortedMap(tools))
                .withTypes(Collections.unmodifiableSortedMap(draft.types))
                .withLevels(Collections.unmodifiableSortedMap(levels))
                .withTiers(Collections.unmodifiableMap(new LinkedHashMap<>(draft.tiers)))
                .withIntents(Collections.unmodifiableSortedMap(draft.intents))
                .withRules(List.copyOf(draft.rules))
                .withSources(Collections.unmodifiableSortedMap(draft.sources))
                .withRejectedForMillis(draft.rejectedForMillis)
                .withBreakGlass(draft.breakGlass)
                .withApprovals(draft.approvals)
                .withBudgets(draft.budgets)
                .build();
    }
}
