imports-title = Import
imports-lead = Bring objectives and key results from a spreadsheet or from another OKRio. Nothing is saved before you have seen what it would change.
imports-not-for = Administrators import. Ask one of them to bring your file.
imports-file = File with objectives
imports-file-hint = CSV or XLSX with one key result in each row, or the JSON that OKRio exports; up to 20 MB and 100,000 rows
imports-file-missing = Choose a file
imports-too-large = The file is larger than { $limit } MB. Split it into smaller files and import them one after another.
imports-continue = Continue
imports-none = Nothing has been imported yet.
imports-past = Past imports
imports-column-file = File
imports-column-who = Imported by
imports-column-when = When
imports-column-state = State
imports-column-created = New
imports-column-updated = Changed
imports-state-uploaded = columns not chosen
imports-state-running = at work
imports-state-checked = checked, not imported
imports-state-done = imported
imports-state-failed = failed
imports-steps = Steps
imports-step-file = File
imports-step-columns = Columns
imports-step-check = Check
imports-step-result = Result
imports-step-done = , done
imports-owner-importer = No column names the owners of objectives, so you will own every new one. The owners of key results come from the file.
imports-columns-of = Columns of { $file }
imports-column-header = Column in the file
imports-column-values = First values
imports-column-becomes = Becomes
imports-period-hint = A quarter, half-year or year, such as 2019 Q2, or the name of one of your periods
imports-options = How numbers and dates are read
imports-people-heading = People without an account
imports-people-lead = Enter the work e-mail of an account that is theirs. Leave the field empty to make an inactive account without an address.
imports-people-more = Not all of them are shown; the others become inactive accounts.
imports-column-person = In the file
imports-column-account = Account
imports-person-becomes = Becomes an inactive account
imports-check = Check without saving
imports-read-header = Read the columns again
imports-job-check = Checking { $file }
imports-job-import = Importing { $file }
imports-job-waits = Waiting to begin…
imports-job-rows = { $done } { $done ->
    [one] row read
   *[other] rows read
}
imports-job-progress = { $done } of { $total }
imports-job-again = Look again
imports-report-check = What will change
imports-report-done = What changed
imports-report-nothing = Nothing was saved
imports-objectives = Objectives
imports-key-results = Key results
imports-check-ins = Values by day
imports-people = People
imports-counts = { $created } new, { $updated } changed, { $unchanged } unchanged
imports-bad-rows = { $n ->
    [one] { $n } row cannot be imported.
   *[other] { $n } rows cannot be imported.
}
imports-bad-rows-stop = Nothing is saved until they are corrected or left out.
imports-bad-rows-left-out = They were left out.
imports-problems = Rows with problems
imports-column-line = Row
imports-column-column = Column
imports-column-problem = Problem
imports-ignored = Columns left out:
imports-run = Import
imports-run-again = Try again
imports-run-good = { $n ->
    [one] Import { $n } good row
   *[other] Import { $n } good rows
}
imports-change-columns = Change the columns
imports-other-file = Choose another file
imports-another = Import another file
imports-to-objectives = Show the objectives
imports-said-checked = { $file } has been checked
imports-said-none-good = { $file } has been checked: none of its rows can be imported
imports-said-done = { $file } has been imported
imports-said-failed = { $file } could not be imported
import-failure-conflict = Somebody changed the same objectives meanwhile. Nothing was saved; try again.
import-failure-forbidden = Whoever started this import may not import any more. Nothing was saved.
import-failure-internal = The import stopped because of a fault of ours. Nothing was saved; try again.
import-failure-file = The file cannot be read to its end. Nothing was saved.
import-failure-bad-rows = Some rows cannot be imported any more. Nothing was saved.
imports-show = Show
imports-show-all = All
imports-show-new = New
imports-show-changed = Changed
imports-show-conflicts = Conflicts
imports-show-problems = Problems
imports-differences = What changes
imports-what-objective = Objective
imports-what-key-result = Key result of “{ $objective }”
imports-is-new = New
imports-emptied = empty
imports-value-of-day = { $value } on { $day }
imports-conflict-by = { $name } changed this here after the export, { $when }
imports-conflict = Changed here after the export, { $when }
imports-conflicts = { $n ->
    [one] { $n } field was changed both in the file and here.
   *[other] { $n } fields were changed both in the file and here.
}
imports-conflicts-lead = What stands here now stays, unless you choose the file below.
imports-overwrite = { $n ->
    [one] Let the file win in this field too
   *[other] Let the file win in these { $n } fields too
}
imports-pages = Pages of changes
imports-rows-shown = { $first }–{ $last } of { $total }
imports-more-differences = { $n ->
    [one] And { $n } more that is not listed
   *[other] And { $n } more that are not listed
}
imports-source = Mapping
imports-source-auto = As recognized
imports-source-apply = Apply
imports-source-kept = The columns are mapped as in “{ $name }”. Numbers, dates and names of people are read in its way, too.
imports-keep = Keep this mapping as
imports-keep-hint = It is offered when a file with the same columns comes again. Leave the field empty to keep nothing.
imports-kept-title = Kept mappings
imports-kept-lead = Which column means what, for files that come again. A file with the same columns takes its mapping by itself.
imports-kept-none = No mapping has been kept yet. Give one a name when you choose the columns of a file.
imports-kept-name = New name of “{ $name }”
imports-kept-name-taken = Another mapping has this name. Choose another one.
imports-kept-rename = Rename
imports-kept-remove = Remove
imports-kept-remove-named = Remove “{ $name }”
imports-kept-used = Last used { $when }
imports-kept-renamed = Renamed to “{ $name }”
imports-kept-removed = “{ $name }” has been removed
imports-source-layout = The file has the columns of { $product }. Each row is an objective or a key result: a row below another one, with nothing below itself, becomes a key result.
imports-kept-changed = Somebody changed this mapping meanwhile. Rename it once more if your name still fits.
