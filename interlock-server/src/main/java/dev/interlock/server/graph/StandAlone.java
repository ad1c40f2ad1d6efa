package dev.interlock.server.graph;

/** What a file has to bring with it: the rules for the classes, and the symbols. */
final class StandAlone {

    private static final String STYLE = """
            .dw { --canvas: #f6f7f5; --surface: #fff; --line: #dce0dc; --line-strong: #7d8781; --ink: #111916; --ink-2: #46514c; --ink-3: #5d6863;
              --permit-fill: #0c7d6b; --hold-fill: #bb7500; --hold-text: #7d4b00; --deny-fill: #c3311f; --deny-text: #a82717; --deny-wash: #fdeae6;
              --glass-fill: #7b34b8; --unsure-fill: #5d6863; --on-fill: #fff; --on-hold: #1c1200;
              --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Inter, Roboto, "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif;
              --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace;
              color: var(--ink); }
            @media (prefers-color-scheme: dark) { .dw { --canvas: #0d1210; --surface: #141b18; --line: #28322e; --line-strong: #76827c; --ink: #e9eeeb;
              --ink-2: #b3beb8; --ink-3: #93a09a; --permit-fill: #2fb297; --hold-fill: #e5a32b; --hold-text: #f2bb5c; --deny-fill: #f0644f;
              --deny-text: #ff9482; --deny-wash: #331613; --glass-fill: #b07be6; --unsure-fill: #93a09a; --on-fill: #08110e; } }
            .dw text { font-family: var(--sans); fill: var(--ink); font-size: 12px; } .dw .t3 { fill: var(--ink-3); } .dw .t2 { fill: var(--ink-2); }
            .dw .tb { font-weight: 620; } .dw .tm { font-family: var(--mono); font-size: 11.5px; } .dw .t11 { font-size: 11px; }
            .dw .t16 { font-size: 16px; } .dw .tdeny { fill: var(--deny-text); } .dw .thold { fill: var(--hold-text); }
            .dw .track { stroke: var(--line-strong); stroke-width: 1.5; fill: none; } .dw .track-live { stroke: var(--ink-2); stroke-width: 2; fill: none; }
            .dw .grid { stroke: var(--line); stroke-width: 1; fill: none; } .dw .fold { stroke: var(--ink-3); stroke-width: 1; fill: none; }
            .dw .band { fill: var(--canvas); } .dw .surf { fill: var(--surface); } .dw .now { stroke: var(--ink); stroke-width: 1.5; }
            .dw .e-deleg { stroke: var(--ink-2); stroke-width: 1.5; fill: none; } .dw .e-use { stroke: var(--line-strong); stroke-width: 1.25; fill: none; }
            .dw .e-of { stroke: var(--ink-3); stroke-width: 1.25; stroke-dasharray: 1.5 4; stroke-linecap: round; fill: none; }
            .dw .e-clash { stroke: var(--deny-fill); stroke-width: 2.5; fill: none; stroke-linejoin: round; }
            .dw .e-clash-thin { stroke: var(--deny-fill); stroke-width: 1.25; fill: none; stroke-dasharray: 3 3; }
            .dw .e-same { stroke: var(--deny-fill); stroke-width: 2; fill: none; }
            .dw .wait { stroke: var(--hold-fill); stroke-width: 5; stroke-dasharray: 2 3; fill: none; }
            .dw .node { fill: var(--surface); stroke: var(--line-strong); stroke-width: 1.25; }
            .dw .node-hot { fill: var(--surface); stroke: var(--deny-fill); stroke-width: 2.25; }
            .dw .frame { fill: var(--canvas); stroke: var(--line-strong); stroke-width: 1; } .dw .washdeny { fill: var(--deny-wash); opacity: .7; }
            .dw .who { fill: var(--surface); stroke: var(--ink-2); stroke-width: 1.5; } .dw .arrow { fill: var(--ink-2); }
            .dw .badge { fill: var(--deny-fill); } .dw .badge-t { fill: var(--on-fill); font-weight: 650; font-size: 11px; }
            .dw .dim svg, .dw .dim .who { opacity: .4; } .dw .dim text, .dw .dim tspan { fill: var(--ink-3); } .dw .hit { fill: none; pointer-events: all; }
            .f-permit { fill: var(--permit-fill); } .f-hold { fill: var(--hold-fill); } .f-deny { fill: var(--deny-fill); } .f-glass { fill: var(--glass-fill); }
            .s-on { stroke: var(--on-fill); fill: none; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
            .s-onhold { stroke: var(--on-hold); fill: none; stroke-width: 1.75; stroke-linecap: round; }
            .s-ring { fill: var(--surface); stroke: var(--unsure-fill); stroke-width: 1.75; }
            .ico { fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
            """;

    /** The style and the symbols, to stand at the beginning of the file. */
    static final String HEAD = "<style>\n" + STYLE + "</style>\n<defs>\n" + Symbols.DEFS + "</defs>\n";

    private StandAlone() {}
}
