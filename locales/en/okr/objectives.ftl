breadcrumb = You are here
form-save = Save
form-cancel = Cancel
form-edit = Edit
form-archive = Archive
form-restore = Restore
form-problems = { $n ->
    [one] There is { $n } problem
   *[other] There are { $n } problems
}
objective-new = New objective
objective-edit = Edit objective
objective-edit-title = Edit title
objective-create = Create objective
objective-created = Objective created as a draft. Add its key results, then activate it.
objective-saved = Objective saved
objective-title-saved = Title saved
objective-archived = Objective archived
objective-restored = Objective restored
objective-is-archived = This objective is archived.
objective-activated = The objective is active now
objective-returned = The objective is a draft again
objective-activate = Activate
objective-return = Return to draft
objective-return-lead = Check-ins pause until it is active again. Say why, so that everyone understands.
objective-return-reason-needed = Say why it goes back.
objective-stage-not-next = It cannot go to that stage from here.
objective-draft-note = This is a draft. Once it has its key results, activate it, and check-ins begin.
objective-locked = It is closed, archived or in another stage, so this cannot be done now.
objective-check-in = Check in
objective-progress = Progress
objective-expected = Expected by today { $share }
objective-ahead = { $n ->
    [one] { $n } point ahead
   *[other] { $n } points ahead
}
objective-short = { $n ->
    [one] { $n } point short
   *[other] { $n } points short
}
objective-on-pace = exactly on pace
objective-confidence = confidence { $n } of 100
objective-confidence-unknown = confidence not stated
objective-stages = Stage
stage-draft = Draft
stage-expert-review = Expert review
stage-manager-approval = Approval
stage-active = Active
stage-self-assessment = Self-assessment
stage-manager-review = Manager review
stage-expert-validation = Validation
stage-closed = Closed
stage-done = done
stage-to-do = to do
objective-title = Title
objective-title-hint = What will be true at the end? One sentence, no number.
objective-description = Why it matters
objective-owner = Owner
objective-owner-hint = A name or an e-mail.
objective-contributors = With
objective-workspace = Workspace
objective-period = Period
objective-aligned-to = Aligned to
objective-parent-hint = The title of the objective that this one supports. Leave it empty if it stands alone.
objective-parent-unknown = No objective with this title is visible to you.
objective-parent-ambiguous = Several objectives have this title. Paste the address of the one you mean.
objective-supported-by = Supported by
objective-visibility = Who can see it
visibility-organization = visible to everyone
visibility-workspace = visible to the workspace
visibility-private = private
objective-weight = Weight
objective-weight-hint = How much it counts for its parent. 0: linked, but not counted.
objective-priority = Priority
objective-details = Details
objective-aside = Details and history
objective-create-not-for = You may create objectives for yourself, for people you manage, and in workspaces you administer.
objective-conflict = Someone saved this while you were editing.
objective-conflict-title = The title is now “{ $title }”. Yours is below; saving keeps yours.
objective-conflict-lead = Below is what you typed. This is what they saved; saving again keeps yours.
person-unknown = Nobody of this name or e-mail is in the organization.
person-ambiguous = Several people have this name. Use the e-mail.
scores-heading = Recorded scores
scores-middle = Mean in the middle
scores-final = Mean at the end
scores-mean = { $mean } ({ $known } of { $total })
objective-status-because = The status is that of the weakest key result: { $title }
