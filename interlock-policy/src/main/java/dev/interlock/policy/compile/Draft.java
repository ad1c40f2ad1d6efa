package dev.interlock.policy.compile;

import dev.interlock.engine.policy.ApprovalLimits;
import dev.interlock.engine.policy.BreakGlass;
import dev.interlock.engine.policy.Budgets;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Source;
import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.catalog.AllowList;
import dev.interlock.policy.catalog.RuleCondition;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.secret.Fingerprint;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A bundle while it is being checked: the parts that are known so far, complete or not. */
final class Draft {

    final Diagnostics diagnostics;
    final Values values;
    final ConditionCheck conditions;
    final References references;

    /** True if all files could be read. If not, an unknown name may be defined in one of the others. */
    final boolean complete;

    String name = "";
    final Map<String, Level> levels = new LinkedHashMap<>();
    final Map<String, Tier> tiers = new LinkedHashMap<>();
    /** The sources. The duties that they are trusted for, and those of lanes, are checked once the catalogue is read. */
    final SortedMap<String, Source> sources = new TreeMap<>();

    final List<Node.Scalar> trusted = new ArrayList<>();
    Optional<BreakGlass> breakGlass = Optional.empty();
    long rejectedForMillis = Bundle.DEFAULT_REJECTED_FOR_MILLIS;
    ApprovalLimits approvals = ApprovalLimits.DEFAULT;
    Budgets budgets = Budgets.DEFAULT;
    final SortedMap<String, ObjectType> types = new TreeMap<>();
    final Map<String, Place> typePlaces = new LinkedHashMap<>();
    final SortedMap<String, ToolEntry> tools = new TreeMap<>();
    /** The tools that say nothing of outcomes, by the place of their server's name. */
    final Map<Place, List<ToolEntry>> unproven = new LinkedHashMap<>();

    final Map<String, Place> toolPlaces = new LinkedHashMap<>();
    /** The tools with an error of their own, of which the consequences are not reported again. */
    final Set<String> brokenTools = new TreeSet<>();
    /** Every duty that a tool carries, with the place where it was first named. */
    final SortedMap<String, Place> duties = new TreeMap<>();
    /** The marks of the calls in which contacts count; checked once the catalogue is read. */
    final List<Node.Scalar> contactMarks = new ArrayList<>();
    /** The marks {@code sink/...} and {@code label/...}. */
    final Set<String> otherMarks = new TreeSet<>();

    /** The fingerprints of secrets, by name. */
    final SortedMap<String, Fingerprint> secrets = new TreeMap<>();

    final Set<String> valueNames = new TreeSet<>();
    /** The kinds of keys that are made of several, as rules name them. */
    final Set<String> pairs = new TreeSet<>();

    /** The deployment's own domains. */
    final Set<String> domains = new TreeSet<>();

    final Map<String, Place> allowListPlaces = new LinkedHashMap<>();
    /** The destinations that calls may reach whoever names them. */
    final List<AllowList> allowLists = new ArrayList<>();

    final SortedMap<String, Intent> intents = new TreeMap<>();
    final Map<String, Place> intentPlaces = new LinkedHashMap<>();
    final List<Rule> rules = new ArrayList<>();
    /** The conditions of rules, each evaluated for every call that it may concern. */
    final List<RuleCondition> ruleConditions = new ArrayList<>();
    /** The parts that the catalogue has to provide so that rules can be evaluated. */
    final List<Obligation> obligations = new ArrayList<>();
    /** The warnings that the author accepts. */
    final List<Acceptance> acceptances = new ArrayList<>();

    Draft(Diagnostics diagnostics, boolean complete) {
        this.diagnostics = diagnostics;
        this.values = new Values(diagnostics);
        this.conditions = new ConditionCheck(diagnostics);
        this.references = new References(this);
        this.complete = complete;
    }

    /**
     * Notes where something is defined. Returns whether it is the first of its name; another one is reported.
     *
     * @param what what is defined, in words
     */
    boolean isFirst(Map<String, Place> places, String name, Place place, String what) {
        Place first = places.putIfAbsent(name, place);
        if (first != null) {
            diagnostics.error(
                    Check.DUPLICATE_NAME,
                    place,
                    what + " `" + name + "` is defined twice",
                    "define it in one place",
                    new Label(first, "first defined here"));
        }
        return first == null;
    }
}
