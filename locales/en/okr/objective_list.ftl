objectives-title = Objectives
objectives-text = Words in the title
objectives-text-placeholder = Filter by title
objectives-owner = Owner
objectives-owner-all = Owner: all
objectives-owner-me = Mine
objectives-status = Status
objectives-status-all = Status: all
objectives-stage = Stage
objectives-stage-all = Stage: all
objectives-stage-archived = Archived
objectives-workspace = Workspace
objectives-workspace-all = Workspace: all
objectives-apply = Apply
objectives-clear = { $n ->
    [one] Clear { $n } filter
   *[other] Clear { $n } filters
}
objectives-count = { $n ->
    [one] { $n } objective
   *[other] { $n } objectives
}
objectives-key-results = { $n ->
    [one] { $n } key result
   *[other] { $n } key results
}
objectives-more-than = More than { $n } objectives
objectives-view-list = List
objectives-view-tree = Tree
objectives-no-period = There is no period yet
objectives-no-period-why = Objectives belong to a quarter or a year. An administrator sets up the first one.
objectives-nothing = No objectives match
objectives-nothing-why = Nothing that you can see in { $period } fits these filters.
objectives-empty = No objectives in { $period } yet
objectives-empty-why = Write the first one, or choose another period above.
objectives-import = Import a spreadsheet
objectives-column-objective = Objective
objectives-column-key-results = KRs
objectives-column-key-results-title = Key results
objectives-column-owner = Owner
objectives-column-progress = Progress
objectives-column-status = Status
objectives-column-updated = Updated
objectives-pages = Pages
objectives-shown = { $n } on this page
objectives-previous = Previous
objectives-next = Next
objectives-export = Export
objectives-export-xlsx = Excel (XLSX)
objectives-export-xlsx-why = To read and edit, and import again
objectives-export-csv = CSV
objectives-export-csv-why = For any spreadsheet program
objectives-export-json = JSON
objectives-export-json-why = For programs, with every detail
export-sheet = Objectives
export-objective-id = Objective ID
export-objective = Objective
export-objective-description = Objective description
export-workspace = Workspace
export-period = Period
export-objective-owner = Objective owner
export-objective-weight = Objective weight
export-objective-priority = Objective priority
export-visibility = Visibility
export-parent = Parent objective
export-objective-progress = Objective progress
export-key-result-id = Key result ID
export-key-result = Key result
export-key-result-description = Key result description
export-kind = Kind
export-unit = Unit
export-baseline = Baseline
export-target = Target
export-value = Value
export-value-date = Value date
export-key-result-weight = Key result weight
export-key-result-priority = Key result priority
export-key-result-owner = Key result owner
export-confidence = Confidence
export-mid-score = Mid score
export-final-score = Final score
export-status = Status on { $day }
export-version = Version
export-kind-percentage = percentage
export-kind-absolute = absolute
export-kind-binary = binary
export-kind-scale = scale
export-kind-at-least = at_least
export-kind-at-most = at_most
export-kind-band = band
export-kind-milestones = milestones
export-visibility-organization = organization
export-visibility-workspace = workspace
export-visibility-private = private
